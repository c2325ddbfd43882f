using Hippogriff.Denoising;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Toys;

/// <summary>
/// "Pictures" whose every number is drawn from a mixture of normal distributions, for which everything is known: the
/// denoiser, the distribution, and, since the probability-flow ODE in one dimension is the monotone map between two
/// distributions, its solution. One component makes it the plain Gaussian of the textbooks.
/// </summary>
public sealed class MixtureToy(NoiseFamily family, params (double Weight, double Mean, double Deviation)[] components)
{
    /// <summary>Two humps of different height and width, mean 0.12.</summary>
    public static MixtureToy TwoHumps(NoiseFamily family) => new(family, (0.4, -0.6, 0.25), (0.6, 0.6, 0.4));

    public double Mean => components.Sum(c => c.Weight * c.Mean);

    public double Variance =>
        components.Sum(c => c.Weight * (c.Mean * c.Mean + c.Deviation * c.Deviation)) - Mean * Mean;

    /// <summary>E[x0 | x]: each component's posterior mean, weighted by its responsibility for x.</summary>
    public Denoiser Denoise =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            double alpha = family.Alpha(sigma);
            var logs = new List<Tensor>();
            var means = new List<Tensor>();
            foreach (var (weight, mean, deviation) in components)
            {
                double power = alpha * alpha * deviation * deviation + sigma * sigma;
                Tensor off = x - Held(alpha * mean);
                logs.Add((off.Squared() * Held(-0.5 / power)).Plus(Math.Log(weight / Math.Sqrt(power))));
                means.Add((off * Held(alpha * deviation * deviation / power)).Plus(mean));
            }
            Tensor share = nn.functional.softmax(stack(logs), 0);
            return (share * stack(means)).sum(dim: 0).MoveToOuterDisposeScope();
        };

    /// <summary>Share of all x of level sigma that lie below <paramref name="x"/>.</summary>
    public double Cumulative(double x, double sigma)
    {
        double alpha = family.Alpha(sigma);
        return components.Sum(c =>
            c.Weight
            * Normal((x - alpha * c.Mean) / Math.Sqrt(alpha * alpha * c.Deviation * c.Deviation + sigma * sigma))
        );
    }

    /// <summary>Where the ODE takes x from level s to level t: the point with as much below it.</summary>
    public double Solve(double x, double s, double t)
    {
        double share = Cumulative(x, s),
            low = -500,
            high = 500;
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            if (Cumulative(middle, t) < share)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Kolmogorov-Smirnov distance of a sample from the clean distribution.</summary>
    public double Distance(Tensor sample)
    {
        double[] sorted = sample.to(ScalarType.Float64).flatten().cpu().data<double>().ToArray();
        Array.Sort(sorted);
        double worst = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double truth = Cumulative(sorted[i], 0);
            worst = Math.Max(
                worst,
                Math.Max(Math.Abs(truth - (double)i / sorted.Length), Math.Abs(truth - (i + 1.0) / sorted.Length))
            );
        }
        return worst;
    }

    private static double Normal(double z) => 0.5 * Erfc(-z / Math.Sqrt(2));

    /// <summary>erfc to about 1e-14: power series near 0, continued fraction (Lentz) beyond.</summary>
    private static double Erfc(double x)
    {
        if (x < 0)
            return 2 - Erfc(-x);
        if (x < 2.5)
        {
            double term = x,
                sum = x;
            for (int n = 1; Math.Abs(term) > 1e-18; n++)
                sum += (term *= -x * x / n) / (2 * n + 1);
            return 1 - 2 / Math.Sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (int k = 80; k >= 1; k--)
            fraction = k / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
