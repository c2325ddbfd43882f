using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class NoiseFamilyTests
{
    [Fact]
    public void Stable_Diffusion_has_its_published_range()
    {
        var family = new VariancePreserving(BetaSchedule.ScaledLinear, 1000, 0.00085, 0.012);
        Assert.Equal(14.6146, family.SigmaMax, 4);
        Assert.Equal(0.0292, family.SigmaMin, 4);
        Assert.Equal(0.0047, family.AlphaBars[^1], 4);
    }

    [Fact]
    public void DDPM_has_its_published_range()
    {
        var family = new VariancePreserving(BetaSchedule.Linear, 1000, 1e-4, 0.02);
        Assert.Equal(4.036e-5, family.AlphaBars[^1], 4.036e-5 * 1e-3); // product of 1 - beta, 2006.11239, section 4
        Assert.Equal(0.01, family.SigmaMin, 1e-4);
    }

    [Fact]
    public void Cosine_betas_follow_the_squared_cosine()
    {
        var family = new VariancePreserving(BetaSchedule.Cosine, 1000);
        foreach (int step in new[] { 0, 250, 500, 750, 990 })
        {
            double f(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);
            double truth = f((step + 1) / 1000.0) / f(0);
            Assert.Equal(1, family.AlphaBars[step] / truth, 1e-9);
        }
    }

    [Fact]
    public void Between_two_trained_levels_log_sigma_is_interpolated()
    {
        var family = new VariancePreserving();
        double sigma(int step) => Math.Sqrt((1 - family.AlphaBars[step]) / family.AlphaBars[step]);
        Assert.Equal(sigma(500), family.SigmaAt(500 / 999.0), 1e-12);
        Assert.Equal(Math.Sqrt(sigma(500) * sigma(501)), family.SigmaAt(500.5 / 999), 1e-12);
        Assert.Equal(500.5, family.StepAt(Math.Sqrt(sigma(500) * sigma(501))), 1e-9);
        Assert.Equal(family.AlphaBars[500], VariancePreserving.AlphaBar(sigma(500)), 1e-12);
    }

    [Theory, MemberData(nameof(FamilyNames.All), MemberType = typeof(FamilyNames))]
    public void Time_and_sigma_and_lambda_are_inverses(string name)
    {
        NoiseFamily family = FamilyNames.Family(name);
        for (double time = 0.01; time < 1; time += 0.0173)
        {
            double sigma = family.SigmaAt(time);
            Assert.Equal(time, family.TimeAt(sigma), 1e-9);
            Assert.Equal(1, family.SigmaOf(family.Lambda(sigma)) / sigma, 1e-9);
            Assert.True(sigma < family.SigmaAt(time + 0.005), "sigma rises with time");
        }
        Assert.Equal(1, family.SigmaAt(1) / family.SigmaMax, 1e-12);
        Assert.Equal(1, family.Alpha(0));
    }

    [Fact]
    public void A_shifted_flow_passes_through_the_published_points()
    {
        var family = new Flow(shift: 3);
        Assert.Equal(0.75, family.SigmaAt(0.5), 1e-12); // 3 * .5 / (1 + 2 * .5)
        Assert.Equal(1, family.SigmaAt(1), 1e-12);
        Assert.Equal(0, family.SigmaAt(0), 1e-12);
    }

    [Fact]
    public void A_noised_picture_has_the_shares_that_the_family_says()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = full([1, 3, 4, 4], Held(0.5f)),
            noise = full([1, 3, 4, 4], Held(-2f));
        Assert.Equal(0.7 * 0.5 + 0.3 * -2, new Flow().AddNoise(clean, noise, 0.3).mean().item<float>(), 1e-6);
        Assert.Equal(0.5 + 3 * -2, new VarianceExploding().AddNoise(clean, noise, 3).mean().item<float>(), 1e-6);
    }

    [Fact]
    public void For_display_a_variance_preserving_picture_takes_its_true_form()
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new VariancePreserving();
        Tensor clean = full([1, 3, 4, 4], Held(0.5f)),
            noise = full([1, 3, 4, 4], Held(-1.5f));
        double alphaBar = family.AlphaBars[700],
            sigma = Math.Sqrt((1 - alphaBar) / alphaBar);
        Tensor shown = family.ForDisplay(family.AddNoise(clean, noise, sigma), sigma);
        Assert.Equal(Math.Sqrt(alphaBar) * 0.5 + Math.Sqrt(1 - alphaBar) * -1.5, shown.mean().item<float>(), 1e-6);
    }

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new VariancePreserving(trainSteps: 1));
        Assert.Throws<ArgumentException>(() => new VariancePreserving(betaStart: 0.5, betaEnd: 0.1));
        Assert.Throws<ArgumentException>(() => new VarianceExploding(2, 1));
        Assert.Throws<ArgumentException>(() => new VarianceExploding(sigmaData: 0));
        Assert.Throws<ArgumentException>(() => new Flow(shift: 0));
        Assert.Throws<ArgumentException>(() => new Flow(shift: double.NaN));
        Assert.Throws<ArgumentException>(() => new Flow(sigmaMin: 1));
    }
}
