using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Linear multistep (Adams-Bashforth on uneven levels) on dx/dsigma = (x - D) / sigma: the slope is extrapolated by the
/// cubic through the last four (k-diffusion's LMS; Hairer, Norsett, Wanner, III.5). Order 4 once started, one pass per
/// step.
/// </summary>
public static class Lms
{
    private const int Order = 4;

    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                Tensor clean = denoise(x, s);
                Tensor slope = (x - clean) / Held(s);
                if (t == 0)
                    return new StepResult(x - slope * Held(s), clean); // straight to the guess
                double[] nodes = [s, .. history.Select(place => place.Sigma)];
                Tensor next = x.Plus(slope * Held(Weight(nodes, 0, s, t)));
                for (int k = 0; k < history.Count; k++)
                    next = next.Plus(
                        (history[k].X - history[k].Clean) * Held(Weight(nodes, k + 1, s, t) / history[k].Sigma)
                    );
                return new StepResult(next, clean);
            },
            memory: Order - 1
        );

    /// <summary>int_s^t of the Lagrange polynomial for node j; two Gauss points are exact for cubics.</summary>
    private static double Weight(double[] nodes, int j, double s, double t)
    {
        double middle = (s + t) / 2,
            half = (t - s) / 2,
            offset = half / Math.Sqrt(3);
        return half * (Lagrange(nodes, j, middle - offset) + Lagrange(nodes, j, middle + offset));
    }

    private static double Lagrange(double[] nodes, int j, double sigma)
    {
        double product = 1;
        for (int k = 0; k < nodes.Length; k++)
            if (k != j)
                product *= (sigma - nodes[k]) / (nodes[j] - nodes[k]);
        return product;
    }
}
