using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedules;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

/// <summary>
/// Where stochastic samplers end up is judged by its distribution: 20,000 numbers against the mixture they should come
/// from.
/// </summary>
public class StochasticSamplerTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData("euler_ancestral", 1, 300)]
    [InlineData("euler_ancestral", 0.5, 300)]
    [InlineData("dpm2_ancestral", 1, 60)]
    [InlineData("dpmpp_2m_sde", 1, 60)]
    [InlineData("dpmpp_2m_sde", 0.5, 60)]
    [InlineData("dpmpp_sde", 1, 60)]
    [InlineData("dpmpp_3m_sde", 1, 60)]
    [InlineData("ddim", 1, 300)]
    [InlineData("ddim", 0.3, 300)]
    [InlineData("ddpm", 1, 300)]
    public void The_end_is_distributed_like_the_data(string name, double eta, int steps)
    {
        foreach (NoiseFamily family in new NoiseFamily[] { new VarianceExploding(0.02, 80), new Flow(sigmaMin: 0.01) })
        {
            using DisposeScope scope = NewDisposeScope();
            using var noise = new SeededNoise(11, 1, [1, 1, Count]);
            var toy = MixtureToy.TwoHumps(family);
            double[] sigmas = SigmaSchedules.Karras(family, steps);
            Tensor end = SamplerRegistry.Default.Get(name)(
                toy.Denoise,
                noise.Draw() * Held(sigmas[0]),
                sigmas,
                new SamplerContext(family, noise.Draw, Eta: eta)
            );
            string where = $"{name} in {family.GetType().Name}: ";
            double distance = toy.Distance(end),
                mean = end.mean().item<float>(),
                variance = end.var().item<float>();
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{where}distance {distance:F4}, mean {mean - toy.Mean:F4}, variance {variance / toy.Variance:F4}"
            );
            Assert.True(distance < 0.025, $"{where}distance {distance}");
            Assert.True(Math.Abs(mean - toy.Mean) < 0.02, $"{where}mean {mean}, not {toy.Mean}");
            Assert.True(
                Math.Abs(variance / toy.Variance - 1) < 0.04,
                $"{where}variance {variance}, not {toy.Variance}"
            );
        }
    }

    [Fact]
    public void A_wrong_distribution_is_told_from_the_right_one()
    {
        using DisposeScope scope = NewDisposeScope();
        using var noise = new SeededNoise(5, 1, [1, 1, Count]);
        var toy = MixtureToy.TwoHumps(new Flow());
        Tensor sameMoments = (noise.Draw() * Held(Math.Sqrt(toy.Variance))).Plus(toy.Mean);
        Assert.True(toy.Distance(sameMoments) > 0.05);
    }

    [Fact]
    public void DDIM_with_eta_1_is_DDPM_is_Euler_ancestral()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string family in new[] { "edm", "sd", "flow" })
        {
            Tensor expected = Draw("ddpm", FamilyNames.Family(family));
            foreach (string name in new[] { "ddim", "euler_ancestral" })
                Assert.Equal(0, (Draw(name, FamilyNames.Family(family)) - expected).abs().max().item<float>(), 1e-4);
        }
    }

    [Fact]
    public void LCM_adds_fresh_noise_to_its_guess()
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new Flow();
        Tensor z = full([1, 1, 2, 2], Held(0.5f)),
            seen = empty(0);
        Denoiser denoise = (x, sigma) =>
        {
            seen = x.clone().DetachFromDisposeScope();
            return full_like(x, Held(0.25));
        };
        Tensor end = SamplerRegistry.Default.Get("lcm")(
            denoise,
            z,
            [1, 0.6, 0],
            new SamplerContext(family, () => z.clone())
        );
        using (seen)
            Assert.Equal(0.4 * 0.25 + 0.6 * 0.5, seen.mean().item<float>(), 1e-6);
        Assert.Equal(0.25, end.mean().item<float>(), 1e-6);
    }

    private static Tensor Draw(string name, NoiseFamily family)
    {
        using var noise = new SeededNoise(3, 1, [1, 8, 8]);
        double[] sigmas = SigmaSchedules.Karras(family, 12);
        return SamplerRegistry.Default.Get(name)(
            MixtureToy.TwoHumps(family).Denoise,
            noise.Draw() * Held(sigmas[0]),
            sigmas,
            new SamplerContext(family, noise.Draw, Eta: 1)
        );
    }
}
