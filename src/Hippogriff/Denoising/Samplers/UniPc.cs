using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// UniPC (2302.04867, algorithms 1 and 2, data prediction): a multistep predictor, and a corrector that goes over the last step again
/// with the guess made at its end, which costs no further pass. Order p + 1, one pass a step.
/// </summary>
public static class UniPc
{
    /// <summary>With p = 2, which its authors advise under guidance.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) => Sample(denoise, x, sigmas, context, 2);

    /// <summary>With p = 1, 2 or 3.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, int p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 3);
        NoiseFamily family = context.Family;
        return Walk.Down(x, sigmas, context, (x, s, t, past) =>
        {
            Tensor clean = denoise(x, s);
            int known = past.Finite();
            Tensor? corrected = null;
            if (known > 0) // UniC: the step that led here, with the guess at its end as one more point
            {
                var around = new (double, Tensor)[Math.Min(p, known)];
                around[0] = (family.Lambda(s), clean);
                for (int k = 1; k < around.Length; k++) around[k] = (past[k].Lambda, past[k].Clean);
                corrected = Exponential.Polynomial(family, past[0].X, past[0].Clean, past[0].Sigma, s, around);
            }
            var before = new (double, Tensor)[t > 0 && double.IsFinite(family.Lambda(s)) ? Math.Min(p - 1, known) : 0];
            for (int k = 0; k < before.Length; k++) before[k] = (past[k].Lambda, past[k].Clean);
            Tensor next = Exponential.Polynomial(family, corrected ?? x, clean, s, t, before); // UniP
            return new Move(next, clean, corrected);
        }, memory: p);
    }
}
