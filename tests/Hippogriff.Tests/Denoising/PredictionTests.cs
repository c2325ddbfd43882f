using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

/// <summary>
/// For data ~ N(0, s^2) the ideal network of every kind is known in its own terms, as the papers state them: a x0 + b n
/// goes in, a multiple of it comes out. Dissolved, all of them must be the one ideal denoiser.
/// </summary>
public class PredictionTests
{
    private const double Deviation = 0.7;

    private static readonly double[] levels = [0.03, 0.2, 0.6, 0.9];

    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Sample)]
    public void Networks_of_the_variance_preserving_family_become_the_ideal_denoiser(Prediction kind)
    {
        var family = new VariancePreserving();
        foreach (double level in levels)
        {
            double sigma = family.SigmaAt(level),
                seen = double.NaN;
            Denoiser denoise = kind.ToDenoiser(
                family,
                (x, time) =>
                {
                    // The network's world: x = a x0 + b n with a^2 = alpha_bar at its time step.
                    seen = time[0].item<float>();
                    double a = Math.Sqrt(VariancePreserving.AlphaBar(sigma)),
                        b = Math.Sqrt(1 - a * a);
                    return x * Held(Ideal(kind, a, b));
                }
            );
            AssertIdeal(family, denoise, sigma);
            Assert.Equal(level * 999, seen, 1e-3);
        }
    }

    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.Sample)]
    [InlineData(Prediction.Flow)]
    public void Networks_of_a_flow_become_the_ideal_denoiser(Prediction kind)
    {
        foreach (double sigma in levels)
        {
            double seen = double.NaN;
            Denoiser denoise = kind.ToDenoiser(
                new Flow(),
                (x, time) =>
                {
                    seen = time[0].item<float>();
                    return x * Held(Ideal(kind, 1 - sigma, sigma));
                },
                timeScale: 1000
            );
            AssertIdeal(new Flow(), denoise, sigma);
            Assert.Equal(1000 * sigma, seen, 1e-3);
        }
    }

    [Fact]
    public void A_network_inside_EDM_preconditioning_becomes_the_ideal_denoiser()
    {
        var family = new VarianceExploding(sigmaData: 0.5);
        foreach (double sigma in new[] { 0.01, 0.5, 3, 60 })
        {
            double seen = double.NaN;
            Denoiser denoise = Prediction.Edm.ToDenoiser(
                family,
                (x, time) =>
                {
                    // Table 1 solved for F: D = c_skip x + c_out F(c_in x); x here is c_in times the noisy picture.
                    seen = time[0].item<float>();
                    double sum = sigma * sigma + 0.25,
                        skip = 0.25 / sum,
                        gain = sigma * 0.5 / Math.Sqrt(sum);
                    double ideal = Deviation * Deviation / (Deviation * Deviation + sigma * sigma);
                    return x * Held(Math.Sqrt(sum)) * Held((ideal - skip) / gain);
                }
            );
            AssertIdeal(family, denoise, sigma);
            Assert.Equal(Math.Log(sigma) / 4, seen, 1e-5);
        }
        Assert.Throws<HippogriffException>(() =>
            Prediction.Edm.ToDenoiser(new Flow(), (x, _) => x)(ones(1, 1, 1, 1), 0.5)
        );
    }

    public static TheoryData<Prediction, NoiseFamily> Pairs =>
        new()
        {
            { Prediction.Epsilon, new VariancePreserving() },
            { Prediction.V, new VariancePreserving() },
            { Prediction.Sample, new VariancePreserving() },
            { Prediction.Epsilon, new Flow() },
            { Prediction.V, new Flow() },
            { Prediction.Sample, new Flow(shift: 3) },
            { Prediction.Flow, new Flow(shift: 3) },
            { Prediction.Edm, new VarianceExploding() },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_a_network_should_say_is_read_back_as_the_clean_picture(Prediction kind, NoiseFamily family)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = randn(4, 3, 2, 2),
            noise = randn(4, 3, 2, 2),
            sigma = family.SigmaAt(tensor(new[] { 0.1f, 0.4f, 0.6f, 0.8f }));
        Tensor x = family.Mix(clean, noise, sigma);
        Tensor back = kind.ToClean(family, x, kind.Target(family, clean, noise, sigma), sigma);
        Assert.Equal(0, (back - clean).abs().max().item<float>(), 1e-4);
        for (int i = 0; i < 4; i++) // level by level it is what sampling computes
        {
            double level = sigma[i].item<float>();
            Tensor alone = family.AddNoise(clean[i], noise[i], level);
            Assert.Equal(0, (x[i] - alone).abs().max().item<float>(), 1e-5 * (1 + level));
            Tensor target = kind.Target(family, clean, noise, sigma)[i].unsqueeze(0);
            Tensor denoised = kind.ToDenoiser(family, (_, _) => target.clone())(alone.unsqueeze(0), level);
            Assert.Equal(0, (denoised[0] - clean[i]).abs().max().item<float>(), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_network_is_given_the_same_alone_and_in_a_batch_of_many_levels(Prediction kind, NoiseFamily family)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(3, 3, 2, 2),
            sigma = family.SigmaAt(tensor(new[] { 0.2f, 0.5f, 0.9f }));
        (Tensor input, Tensor time) = family.NetworkInput(x, sigma);
        for (int i = 0; i < 3; i++)
        {
            (Tensor given, double told) = (empty(0), double.NaN);
            kind.ToDenoiser(
                family,
                (picture, times) =>
                {
                    (given, told) = (picture.clone().MoveToOuterDisposeScope(), times[0].item<float>());
                    return zeros_like(picture);
                }
            )(x[i].unsqueeze(0), sigma[i].item<float>());
            Assert.Equal(0, (given[0] - input[i]).abs().max().item<float>(), 1e-5);
            Assert.Equal(told, time[i].item<float>(), 1e-3 * (1 + Math.Abs(told)));
        }
    }

    [Fact]
    public void From_pure_noise_every_kind_of_flow_network_gives_a_finite_guess()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(2, 3, 4, 4);
        foreach (Prediction kind in new[] { Prediction.Epsilon, Prediction.V, Prediction.Sample, Prediction.Flow })
            Assert.True(
                kind.ToDenoiser(new Flow(), (picture, _) => picture * Held(0.5))(x, 1).isfinite().all().item<bool>()
            );
    }

    [Fact]
    public void A_denoiser_leaves_its_input_and_nothing_else_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(2, 3, 4, 4),
            copy = x.clone();
        long before = scope.DisposablesCount;
        Tensor clean = Prediction.V.ToDenoiser(new VariancePreserving(), (picture, _) => picture * Held(0.5))(x, 2);
        Assert.Equal(before + 1, scope.DisposablesCount);
        Assert.Equal(x.shape, clean.shape);
        Assert.True(x.allclose(copy, rtol: 0, atol: 0));
    }

    /// <summary>What E[target | a x0 + b n] is a multiple of x by.</summary>
    private static double Ideal(Prediction kind, double a, double b)
    {
        double power = a * a * Deviation * Deviation + b * b;
        double noise = b / power,
            clean = a * Deviation * Deviation / power;
        return kind switch
        {
            Prediction.Epsilon => noise,
            Prediction.V => a * noise - b * clean,
            Prediction.Sample => clean,
            _ => noise - clean,
        };
    }

    private static void AssertIdeal(NoiseFamily family, Denoiser denoise, double sigma)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = linspace(-2, 2, 24, dtype: ScalarType.Float64).view(2, 3, 2, 2) * Held(1 + sigma);
        Tensor truth = new MixtureToy(family, (1, 0, Deviation)).Denoise(x, sigma);
        Assert.Equal(0, (denoise(x, sigma) - truth).abs().max().item<double>(), 1e-9);
    }
}
