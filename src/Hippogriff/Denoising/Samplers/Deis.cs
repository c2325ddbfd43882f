using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>Settings of <see cref="Deis"/>.</summary>
/// <param name="Order">1 to 3.</param>
/// <param name="LowerOrderFinal">Lower orders in the last steps of runs below 15 steps.</param>
/// <param name="Skipped">Steps of the run that come before the first level.</param>
public sealed record DeisSettings(int Order = 2, bool LowerOrderFinal = true, int Skipped = 0);

/// <summary>
/// DEIS (2204.13902, "rho-AB" of section 4): the guess of the noise is a polynomial in log rho, with rho = sigma /
/// alpha, and is integrated over rho. Order 1 to 3, one pass per step.
/// </summary>
public static class Deis
{
    /// <summary>With order 2, as diffusers has it.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Sample(denoise, x, sigmas, context, new DeisSettings());

    /// <summary>With given settings.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        DeisSettings settings
    )
    {
        NoiseFamily family = context.Family;
        int steps = settings.Skipped + sigmas.Length - 1,
            k = settings.Skipped - 1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                if (t == 0 || family.Alpha(s) == 0)
                    return new StepResult(Exponential.Constant(new(family, s, t), x, clean), clean);
                int most = MultistepOrder.At(k, steps, settings.Order, settings.LowerOrderFinal);
                PastStep[] points =
                [
                    new(s, family.Lambda(s), x, clean),
                    .. history.Take(Math.Min(most - 1, history.Finite())),
                ];
                double[] nodes = [.. points.Select(point => -point.Lambda)]; // log rho
                double from = s / family.Alpha(s),
                    to = t / family.Alpha(t);
                Tensor next = x * Held(family.Alpha(t) / family.Alpha(s));
                for (int j = 0; j < points.Length; j++)
                {
                    int node = j;
                    double weight = GaussLegendre.Integral(
                        u => GaussLegendre.Lagrange(nodes, node, u) * Math.Exp(u),
                        Math.Log(from),
                        Math.Log(to)
                    );
                    Tensor noise =
                        (points[j].X - points[j].Clean * Held(family.Alpha(points[j].Sigma))) / Held(points[j].Sigma);
                    next = next.Plus(noise * Held(family.Alpha(t) * weight));
                }
                return new StepResult(next, clean);
            },
            memory: 2
        );
    }
}
