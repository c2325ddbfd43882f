using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Denoising.Schedules;
using Hippogriff.ExactDenoisers;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class InpaintingTests
{
    private const int Side = 32;

    public static TheoryData<string> AllSamplers => [.. SamplerRegistry.Default.Names];

    /// <summary>All but those that extrapolate their last step, too, past the guess.</summary>
    public static TheoryData<string> EndingInTheGuess =>
        [.. SamplerRegistry.Default.Names.Where(name => name is not ("pndm" or "k_lms"))];

    /// <summary>
    /// What is kept, y, must be noised to the level of each step: x = alpha y + sigma n with n standard normal. 2,048
    /// numbers tell it.
    /// </summary>
    [Theory, MemberData(nameof(AllSamplers))]
    public void Between_all_steps_of_every_sampler_the_known_part_is_the_source_noised_to_their_level(string sampler)
    {
        foreach (string name in new[] { "flow", "sd" })
        {
            using DisposeScope scope = NewDisposeScope();
            NoiseFamily family = FamilyNames.Family(name);
            using SeededNoise noise = new(3, 2, [2, Side, Side]);
            Tensor source = TinyNetworks.Noise(8, 1, 2, Side, Side),
                mask = LeftHalf();
            double[] sigmas = SigmaSchedules.Karras(family, 6);
            List<string> wrong = [];
            Tensor end = SamplerRegistry.Default.Get(sampler)(
                Inpainting.Keep(MixtureToy.TwoHumps(family).Denoise, source, mask),
                family.AddNoise(source.expand(2, -1, -1, -1), noise.Draw(), sigmas[0]),
                sigmas,
                new SamplerContext(
                    family,
                    noise.Draw,
                    step =>
                    {
                        if (step.Sigma == 0)
                            return;
                        using DisposeScope inner = NewDisposeScope();
                        Tensor n = ((step.Noisy - source * Held(family.Alpha(step.Sigma))) / Held(step.Sigma))[
                            ..,
                            ..,
                            ..,
                            (Side / 2)..
                        ];
                        double mean = n.mean().item<float>(),
                            deviation = n.std().item<float>();
                        if (Math.Abs(mean) > 0.1 || Math.Abs(deviation - 1) > 0.07)
                            wrong.Add($"{name} at {step.Sigma}: {mean}, {deviation}");
                    }
                )
            );
            Assert.Empty(wrong);
            Assert.Equal(
                0,
                TinyNetworks.LargestDifference(
                    end[.., .., .., (Side / 2)..],
                    source.expand(2, -1, -1, -1)[.., .., .., (Side / 2)..]
                ),
                1e-5
            );
            Assert.True(
                TinyNetworks.LargestDifference(
                    end[.., .., .., ..(Side / 2)],
                    source.expand(2, -1, -1, -1)[.., .., .., ..(Side / 2)]
                ) > 1
            );
        }
    }

    /// <summary>
    /// The exact denoiser of three pictures knows which of them has this right half; what belongs to the left of it is
    /// no question of luck.
    /// </summary>
    [Theory, MemberData(nameof(EndingInTheGuess))]
    public void The_exact_denoiser_fills_in_what_belongs_to_the_part_that_is_known(string sampler)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = TinyNetworks.Noise(1, 3, 1, Side, Side).clamp(Held(-1), Held(1)),
            mask = LeftHalf();
        using OptimalDenoiser exact = new(pictures, ["one", "two", "three"]);
        Flow family = new();
        using SeededNoise noise = new(5, 2, [1, Side, Side]);
        for (int k = 0; k < 3; k++)
        {
            Tensor known = pictures[k..(k + 1)] * mask.TakenFrom(1); // the left half is grey
            double[] sigmas = ScheduleRegistry.Default.Get("uniform")(family, 12);
            Tensor end = SamplerRegistry.Default.Get(sampler)(
                Inpainting.Keep(exact.For("", family), known, mask),
                family.AddNoise(known.expand(2, -1, -1, -1), noise.Draw(), sigmas[0]),
                sigmas,
                new SamplerContext(family, noise.Draw)
            );
            Assert.Equal(0, TinyNetworks.LargestDifference(end, pictures[k..(k + 1)].expand(2, -1, -1, -1)), 0.02);
        }
    }

    [Fact]
    public void A_soft_mask_blends_the_guess_and_the_source()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = tensor(new[] { 0f, 0.25f, 1f }).view(1, 1, 1, 3);
        Tensor clean = Inpainting.Keep((x, _) => full_like(x, Held(3f)), full([1, 2, 1, 3], Held(-1f)), mask)(
            zeros(2, 2, 1, 3),
            0.5
        );
        Assert.True(clean.allclose(tensor(new[] { -1f, 0f, 3f }).view(1, 1, 1, 3).expand(2, 2, 1, 3)));
    }

    [Fact]
    public void Only_the_guess_is_left_in_the_scope()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, 1, 2, 2),
            known = zeros(1, 1, 2, 2),
            mask = ones(1, 1, 2, 2);
        long before = scope.DisposablesCount;
        Inpainting.Keep((v, _) => v * Held(2), known, mask)(x, 0.5);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    [Fact]
    public void A_cell_of_a_code_is_painted_as_much_as_its_most_painted_pixel()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = zeros(1, 1, 4, 6);
        mask[0, 0, 1, 5] = 1f;
        mask[0, 0, 2, 0] = 0.3f;
        mask[0, 0, 3, 1] = 0.2f;
        Assert.True(Inpainting.ToGrid(mask, 2, 3).allclose(tensor(new[] { 0f, 0, 1, 0.3f, 0, 0 }).view(1, 1, 2, 3)));
        Assert.True(TinyNetworks.Same(Inpainting.ToGrid(mask, 4, 6), mask));
    }

    [Theory]
    [InlineData(0, new[] { 0f, 1, 1, 1, 1, 1, 1, 1, 1, 0 })]
    [InlineData(1, new[] { 0f, 0.5f, 1, 1, 1, 1, 1, 1, 0.5f, 0 })]
    [InlineData(2, new[] { 0f, 1 / 3f, 2 / 3f, 1, 1, 1, 1, 2 / 3f, 1 / 3f, 0 })]
    public void The_seam_lies_inside_the_mask(int width, float[] expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = tensor(expected.Select(v => v > 0 ? 1f : 0).ToArray()).view(1, 1, 1, 10).expand(1, 1, 9, 10);
        Assert.True(Inpainting.Seam(mask, width).allclose(tensor(expected).view(1, 1, 1, 10).expand(1, 1, 9, 10)));
    }

    [Fact]
    public void A_thin_stroke_is_painted_wholly_at_least_in_its_middle()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (int thickness in new[] { 1, 2, 3, 5, 9 })
        {
            Tensor mask = zeros(1, 1, 9, 21);
            mask[.., .., .., 5..(5 + thickness)] = 1f;
            Tensor share = Inpainting.Seam(mask, 8);
            Assert.Equal(1, share.max().item<float>(), 1e-6);
            Assert.True(share[mask.eq(Held(0))].eq(Held(0)).all().item<bool>());
        }
        // the picture's border is no seam
        Assert.True(Inpainting.Seam(ones(1, 1, 5, 5), 2).eq(Held(1)).all().item<bool>());
    }

    [Fact]
    public void Where_nothing_is_painted_the_source_comes_back_to_the_last_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor source = TinyNetworks.Noise(2, 1, 3, 8, 8),
            drawn = TinyNetworks.Noise(3, 2, 3, 8, 8) * Held(100);
        Assert.True(
            TinyNetworks.Same(Inpainting.Blend(drawn, source, zeros(1, 1, 8, 8)), source.expand(2, -1, -1, -1))
        );
        Assert.True(Inpainting.Blend(drawn, source, ones(1, 1, 8, 8)).allclose(drawn, atol: 1e-4));
    }

    private static Tensor LeftHalf()
    {
        Tensor mask = zeros(1, 1, Side, Side);
        mask[.., .., .., ..(Side / 2)] = 1f;
        return mask;
    }
}
