using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// UniPC (2302.04867, algorithms 1 and 2, data prediction): a multistep predictor and a corrector that repeats the last
/// step with the guess at its end, without a further pass. Order p + 1, one pass per step.
/// </summary>
public static class UniPc
{
    /// <summary>With p = 2, as its authors recommend with guidance.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Sample(denoise, x, sigmas, context, 2);

    /// <summary>With p = 1, 2 or 3.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, int p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 3);
        NoiseFamily family = context.Family;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                Tensor clean = denoise(x, s);
                int known = history.Finite();
                Tensor? corrected = null;
                if (known > 0) // UniC: the step that led here, with the guess at its end as one more point
                {
                    (double, Tensor)[] around = new (double, Tensor)[Math.Min(p, known)];
                    around[0] = (family.Lambda(s), clean);
                    for (int k = 1; k < around.Length; k++)
                        around[k] = (history[k].Lambda, history[k].Clean);
                    corrected = Exponential.Polynomial(
                        new(family, history[0].Sigma, s),
                        history[0].X,
                        history[0].Clean,
                        around
                    );
                }
                (double, Tensor)[] before = new (double, Tensor)[
                    t > 0 && double.IsFinite(family.Lambda(s)) ? Math.Min(p - 1, known) : 0
                ];
                for (int k = 0; k < before.Length; k++)
                    before[k] = (history[k].Lambda, history[k].Clean);
                Tensor next = Exponential.Polynomial(new(family, s, t), corrected ?? x, clean, before); // UniP
                return new StepResult(next, clean, corrected);
            },
            memory: p
        );
    }
}
