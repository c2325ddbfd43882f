using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Linear multistep as k-diffusion, A1111, ComfyUI and diffusers have it: unlike <see cref="Lms"/>, the last step is
/// extrapolated, too. One pass per step.
/// </summary>
public static class KDiffusionLms
{
    /// <summary>With order 4.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Sample(denoise, x, sigmas, context, 4, []);

    /// <summary>With an order of 1 to 4.</summary>
    /// <param name="denoise">The denoiser.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Falling noise levels.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="order">1 to 4.</param>
    /// <param name="skipped">
    /// Levels of the run before the first, which were not visited. diffusers takes them for nodes all the same, without
    /// their slopes; empty for k-diffusion's way.
    /// </param>
    public static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        int order,
        IReadOnlyList<double> skipped
    )
    {
        List<double> visited = [.. skipped];
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                Tensor clean = denoise(x, s);
                visited.Add(s);
                double[] nodes = [.. visited.AsEnumerable().Reverse().Take(order)];
                Tensor next = x.Plus((x - clean) * Held(Weight(nodes, 0, s, t) / s));
                for (int j = 1; j < nodes.Length && j <= history.Count; j++)
                    next = next.Plus(
                        (history[j - 1].X - history[j - 1].Clean) * Held(Weight(nodes, j, s, t) / nodes[j])
                    );
                return new StepResult(next, clean);
            },
            memory: Math.Max(1, order - 1)
        );
    }

    private static double Weight(double[] nodes, int j, double s, double t) =>
        GaussLegendre.Integral(u => GaussLegendre.Lagrange(nodes, j, u), s, t);
}
