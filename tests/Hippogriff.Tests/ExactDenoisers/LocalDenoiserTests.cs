using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;
using Hippogriff.ExactDenoisers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.ExactDenoisers;

public class LocalDenoiserTests
{
    private static readonly string[] captions = ["a red apple", "a green apple", "a cat", "a black cat", "two dogs"];

    [Fact]
    public void A_patch_as_large_as_the_picture_gives_the_optimal_denoiser()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var optimal = new OptimalDenoiser(pictures, captions);
        using var local = new LocalDenoiser(pictures, captions);
        foreach (NoiseFamily family in new NoiseFamily[] { new Flow(), new VarianceExploding() })
        foreach (double sigma in new[] { 0.01, 0.3, 0.95 })
        foreach (string prompt in new[] { "", "a cat" })
        {
            Tensor x = (pictures[..3] * Held(family.Alpha(sigma))).Plus(
                randn(3, 2, 6, 6, generator: new Generator(4)) * Held(sigma)
            );
            Tensor before = x.clone(),
                truth = optimal.For(prompt, family)(x, sigma),
                guess = local.For(prompt, family, _ => local.LargestSide)(x, sigma);
            Assert.True(before.allclose(x, rtol: 0, atol: 0), "what is denoised stays as it was");
            Assert.Equal(0, (guess - truth).abs().max().item<float>(), 1e-4);
        }
    }

    [Theory]
    [InlineData(PatchBorder.Ends)]
    [InlineData(PatchBorder.Wraps)]
    public void It_is_the_mean_of_the_middles_weighted_by_their_patches(PatchBorder border)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var local = new LocalDenoiser(pictures, captions, border);
        float[][] known = [.. Enumerable.Range(0, captions.Length).Select(k => Numbers(pictures[k]))];
        foreach (double sigma in new[] { 0.1, 0.4 })
        {
            Tensor x = (pictures[1..3] * Held(1 - sigma)).Plus(
                randn(2, 2, 6, 6, generator: new Generator(3)) * Held(sigma)
            );
            float[] guess = Numbers(local.For("", new Flow(), _ => 3)(x, sigma)),
                noisy = Numbers(x);
            for (int n = 0; n < 2; n++)
            for (int at = 0; at < 36; at++)
            {
                double[] truth = ByHand(noisy[(n * 72)..(n * 72 + 72)], known, at / 6, at % 6, sigma, border);
                for (int c = 0; c < 2; c++)
                    Assert.Equal(truth[c], guess[n * 72 + c * 36 + at], 1e-4);
            }
        }
    }

    [Fact]
    public void A_shifted_picture_gives_a_shifted_guess()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures(),
            x = randn(2, 2, 6, 6, generator: new Generator(9));
        using var wrapped = new LocalDenoiser(pictures, captions, PatchBorder.Wraps);
        using var optimal = new OptimalDenoiser(pictures, captions);
        Denoiser denoise = wrapped.For("", new Flow(), _ => 3);
        Assert.True(denoise(Turned(x), 0.5).allclose(Turned(denoise(x, 0.5)), atol: 1e-5));
        Denoiser copying = optimal.For("", new Flow());
        Assert.False(copying(Turned(x), 0.5).allclose(Turned(copying(x, 0.5)), atol: 1e-2));
    }

    [Fact]
    public void With_borders_the_inner_part_shifts_too()
    {
        using DisposeScope scope = NewDisposeScope();
        using var local = new LocalDenoiser(Pictures(), captions);
        Tensor x = randn(1, 2, 6, 6, generator: new Generator(9)),
            shifted = cat([zeros(1, 2, 1, 6), x.narrow(2, 0, 5)], 2);
        Denoiser denoise = local.For("", new Flow(), _ => 3);
        // Rows 1 to 3 of x see rows 0 to 4, which are all there one row further down; in both places they are no border
        // rows.
        Assert.True(denoise(shifted, 0.5).narrow(2, 2, 3).allclose(denoise(x, 0.5).narrow(2, 1, 3), atol: 1e-5));
    }

    [Fact]
    public void It_draws_what_no_picture_is_where_the_optimal_one_only_copies()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var optimal = new OptimalDenoiser(pictures, captions);
        using var local = new LocalDenoiser(pictures, captions);
        double[] sigmas = ScheduleRegistry.Default.Get("uniform")(new Flow(), 40);
        using SeededNoise noise = new(1, 4, [2, 6, 6]);
        Tensor start = noise.Draw();
        float[] Away(Denoiser denoise)
        {
            Tensor end = Euler.Sample(denoise, start, sigmas, new SamplerContext(new Flow(), noise.Draw));
            // [4], to the nearest picture
            return Numbers(-(-(end.unsqueeze(1) - pictures).abs().amax([2, 3, 4])).amax([1]));
        }
        Assert.All(Away(optimal.For("", new Flow())), away => Assert.True(away < 1e-3));
        Assert.All(Away(local.For("", new Flow(), _ => 3)), away => Assert.True(away > 0.1));
    }

    [Fact]
    public void Many_pictures_are_worked_through_in_chunks_with_the_same_result()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor few = Pictures(),
            // 64 x 16 places by 16 x 1,500 patches inside: more than one table, and the same mean
            many = few.repeat(300, 1, 1, 1);
        using var a = new LocalDenoiser(few, captions);
        using var b = new LocalDenoiser(many, [.. Enumerable.Range(0, 1_500).Select(i => captions[i % 5])]);
        Tensor x = randn(64, 2, 6, 6, generator: new Generator(2));
        Assert.True(a.For("", new Flow(), _ => 3)(x, 0.5).allclose(b.For("", new Flow(), _ => 3)(x, 0.5), atol: 1e-3));
    }

    [Fact]
    public void Sides_of_patches_grow_with_the_noise()
    {
        double[] sigmas = ScheduleRegistry.Default.Get("uniform")(new Flow(), 10);
        PatchSides sides = PatchSides.Falling(new Flow(), sigmas, 24);
        Assert.Equal((9, 3), (sides.At(1), sides.At(0.01)));
        Assert.True(
            sides
                .Levels.Zip(sides.Levels.Skip(1))
                .All(pair => pair.First.Side >= pair.Second.Side && pair.Second.Side % 2 == 1)
        );
        Assert.Throws<ArgumentException>(() => PatchSides.Always(2));
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Tensor x = randn(1, 2, 6, 6),
            guess;
        using (var local = new LocalDenoiser(Pictures(), captions))
            guess = local.For("cat", new Flow(), _ => 5)(x, 0.4);
        Assert.Equal(x.shape, guess.shape);
        scope.DisposeEverything();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Pictures_without_captions_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<HippogriffException>(() => new LocalDenoiser(zeros(2, 3, 4, 4), ["one"]));
        Assert.Throws<HippogriffException>(() => new LocalDenoiser(zeros(0, 3, 4, 4), []));
    }

    /// <summary>
    /// The definition, place by place, in loops: patches of 3x3, each with what lies beyond the border left out, or
    /// taken from the other side. [2] channels of one place.
    /// </summary>
    private static double[] ByHand(float[] x, float[][] pictures, int row, int column, double sigma, PatchBorder border)
    {
        double[] sum = new double[2];
        double total = 0;
        foreach (float[] picture in pictures)
            for (int at = 0; at < 36; at++)
            {
                double distance = 0;
                bool alike = true;
                for (int d = 0; d < 9; d++)
                {
                    (int y, int z, int py, int pz) = (
                        row + d / 3 - 1,
                        column + d % 3 - 1,
                        at / 6 + d / 3 - 1,
                        at % 6 + d % 3 - 1
                    );
                    bool mine = y is >= 0 and < 6 && z is >= 0 and < 6,
                        theirs = py is >= 0 and < 6 && pz is >= 0 and < 6;
                    if (border == PatchBorder.Wraps)
                        (y, z, py, pz, mine, theirs) = (
                            (y + 6) % 6,
                            (z + 6) % 6,
                            (py + 6) % 6,
                            (pz + 6) % 6,
                            true,
                            true
                        );
                    alike &= mine == theirs;
                    for (int c = 0; c < 2 && mine && theirs; c++)
                        distance += Math.Pow(x[c * 36 + y * 6 + z] - (1 - sigma) * picture[c * 36 + py * 6 + pz], 2);
                }
                double weight = alike ? Math.Exp(-distance / (2 * sigma * sigma)) : 0;
                total += weight;
                for (int c = 0; c < 2; c++)
                    sum[c] += weight * picture[c * 36 + at];
            }
        return [sum[0] / total, sum[1] / total];
    }

    /// <summary>Two rows down and five columns to the right, around in a circle.</summary>
    private static Tensor Turned(Tensor x)
    {
        Tensor down = cat([x.narrow(2, 4, 2), x.narrow(2, 0, 4)], 2);
        return cat([down.narrow(3, 1, 5), down.narrow(3, 0, 1)], 3);
    }

    private static float[] Numbers(Tensor t) => t.contiguous().data<float>().ToArray();

    private static Tensor Pictures() => rand(captions.Length, 2, 6, 6, generator: new Generator(7)) * Held(2) - Held(1);
}
