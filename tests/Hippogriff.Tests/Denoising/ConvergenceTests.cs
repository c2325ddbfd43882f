using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;
using Hippogriff.Denoising.Schedules;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

/// <summary>
/// Halving the steps of a solver of order p multiplies its error by 2^p. The truth is the closed-form solution for a
/// mixture of two humps, a nonlinear problem; levels are even in lambda, from nearly pure noise down to a level above
/// 0, where the last guess adds no error of its own.
/// </summary>
public class ConvergenceTests
{
    [Theory]
    [InlineData("euler", 1)]
    [InlineData("ddim", 1)]
    [InlineData("euler_ancestral", 1)]
    [InlineData("heun", 2)]
    [InlineData("dpm2", 2)]
    [InlineData("dpm2_ancestral", 2)]
    [InlineData("dpmpp_2m", 2)]
    [InlineData("dpmpp_2m_sde", 2)]
    [InlineData("dpmpp_sde", 2)]
    [InlineData("dpmpp_3m_sde", 3)]
    [InlineData("unipc", 3)]
    [InlineData("lms", 4)]
    public void Without_noise_a_sampler_has_its_order(string name, double order)
    {
        foreach (
            var (family, start) in new (NoiseFamily, double)[] { (new VarianceExploding(), 80), (new Flow(), 0.999) }
        )
        {
            double measured = Order(SamplerRegistry.Default.Get(name), family, start, 0.05);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} in {family.GetType().Name}: order {measured:F2}");
            Assert.Equal(order, measured, 0.3);
        }
        Assert.Equal(order, SamplerRegistry.Default.Find(name).Order); // what the registry says of it
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public void UniPC_has_order_p_plus_1(int p, double order)
    {
        Tensor sampler(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
            UniPc.Sample(denoise, x, sigmas, context, p);
        Assert.Equal(order, Order(sampler, new VarianceExploding(), 80, 0.05), 0.35);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("ddim")]
    [InlineData("heun")]
    [InlineData("dpm2")]
    [InlineData("dpmpp_2m")]
    [InlineData("dpmpp_sde")]
    [InlineData("dpmpp_3m_sde")]
    [InlineData("unipc")]
    [InlineData("lms")]
    public void From_the_pure_noise_of_a_flow_the_right_picture_is_reached(string name)
    {
        double coarse = Error(SamplerRegistry.Default.Get(name), new Flow(), TimeSchedules.Uniform(new Flow(), 25));
        double fine = Error(SamplerRegistry.Default.Get(name), new Flow(), TimeSchedules.Uniform(new Flow(), 100));
        Assert.True(coarse < 0.08, $"25 steps are off by {coarse}");
        Assert.True(fine < coarse / 2.5, $"100 steps are off by {fine}, 25 by {coarse}");
    }

    [Theory]
    [InlineData("euler", "ddim")]
    [InlineData("euler", "euler_ancestral")]
    [InlineData("dpm2", "dpm2_ancestral")]
    [InlineData("dpmpp_2m", "dpmpp_2m_sde")]
    public void With_eta_0_a_stochastic_sampler_is_its_deterministic_twin(string twin, string name)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (
            NoiseFamily family in new NoiseFamily[] { new VarianceExploding(), new Flow(), new VariancePreserving() }
        )
        {
            Tensor x = Start(family.SigmaMax);
            double[] sigmas = SigmaSchedules.Karras(family, 9);
            Denoiser denoise = MixtureToy.TwoHumps(family).Denoise;
            Tensor expected = SamplerRegistry.Default.Get(twin)(denoise, x, sigmas, Quiet(family)),
                actual = SamplerRegistry.Default.Get(name)(denoise, x, sigmas, Quiet(family));
            Assert.Equal(0, (expected - actual).abs().max().item<double>(), 1e-9);
        }
    }

    private static double Order(Sampler sampler, NoiseFamily family, double start, double end)
    {
        double[] coarse = Even(family, start, end, 100),
            fine = Even(family, start, end, 200);
        return Math.Log2(Error(sampler, family, coarse) / Error(sampler, family, fine));
    }

    private static double Error(Sampler sampler, NoiseFamily family, double[] sigmas)
    {
        using DisposeScope scope = NewDisposeScope();
        var toy = MixtureToy.TwoHumps(family);
        Tensor x = Start(sigmas[0]);
        double[] truth = Array.ConvertAll(x.data<double>().ToArray(), value => toy.Solve(value, sigmas[0], sigmas[^1]));
        Tensor end = sampler(toy.Denoise, x, sigmas, Quiet(family));
        return (end.flatten() - tensor(truth)).abs().max().item<double>();
    }

    private static Tensor Start(double sigma) =>
        linspace(-2, 2, 16, dtype: ScalarType.Float64).view(1, 1, 4, 4) * Held(sigma);

    private static double[] Even(NoiseFamily family, double start, double end, int steps)
    {
        double first = family.Lambda(start),
            last = family.Lambda(end);
        return [.. Enumerable.Range(0, steps + 1).Select(i => family.SigmaOf(first + (last - first) * i / steps))];
    }

    private static SamplerContext Quiet(NoiseFamily family) =>
        new(family, () => throw new InvalidOperationException("A deterministic sampler asked for noise."), Eta: 0);
}
