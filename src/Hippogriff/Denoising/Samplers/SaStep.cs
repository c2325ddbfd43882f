using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>One stochastic Adams step of SA-Solver (2309.05019, eq. 14 and 17).</summary>
internal sealed class SaStep(NoiseFamily family, bool ofData, IReadOnlyList<double> levels)
{
    /// <summary>The batch at level t from that at s.</summary>
    /// <param name="x">The batch at s.</param>
    /// <param name="s">Where the step begins.</param>
    /// <param name="t">Where it ends.</param>
    /// <param name="points">Values and their levels, the latest first.</param>
    /// <param name="added">Share of fresh noise, and the noise.</param>
    /// <param name="corrects">Whether the value at t is among the points.</param>
    public Tensor From(
        Tensor x,
        double s,
        double t,
        List<(double Level, Tensor Value)> points,
        (double Tau, Tensor Noise) added,
        bool corrects
    )
    {
        (double tau, Tensor noise) = added;
        double[] nodes = [.. points.Select(point => family.Lambda(point.Level))];
        double start = family.Lambda(s),
            end = family.Lambda(t),
            h = end - start,
            q = 1 + tau * tau;
        double[] weights =
        [
            .. Enumerable
                .Range(0, nodes.Length)
                .Select(j =>
                    GaussLegendre.Integral(
                        u => Math.Exp((ofData ? q : -1) * (u - end)) * GaussLegendre.Lagrange(nodes, j, u),
                        start,
                        end
                    )
                ),
        ];
        if (ofData && nodes.Length == 2)
            Adjust(weights, h, q, corrects, start);
        double kept = ofData ? Math.Exp(-tau * tau * h) * t / s : family.Alpha(t) / family.Alpha(s),
            // e^(-tau^2 end) times e^(q end), taken out of the integral, is e^end = alpha / sigma
            scale = ofData ? q * family.Alpha(t) : -q * t,
            fresh = ofData
                ? t * Math.Sqrt(Math.Max(0, -Exponential.Expm1(-2 * tau * tau * h)))
                : tau * t * Math.Sqrt(Math.Max(0, Exponential.Expm1(2 * h)));
        Tensor next = x * Held(kept);
        for (int j = 0; j < nodes.Length; j++)
            next = next.Plus(points[j].Value * Held(scale * weights[j]));
        return fresh == 0 ? next : next.Plus(noise * Held(fresh));
    }

    /// <summary>The correction of order 2 that the authors' code makes for the guess of the picture.</summary>
    private void Adjust(double[] weights, double h, double q, bool corrects, double start)
    {
        double whole = (h * q - 1 + Math.Exp(-q * h)) / (q * q);
        double change = corrects ? h / 2 - whole / h : (h * h / 2 - whole) / (start - family.Lambda(levels[^1]));
        weights[0] += change;
        weights[1] -= change;
    }
}
