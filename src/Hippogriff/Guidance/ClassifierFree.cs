using Hippogriff.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Guidance;

/// <summary>Classifier-free guidance (2207.12598): away from what the negative prompt would give, towards the positive one.</summary>
public static class ClassifierFree
{
    /// <summary>D = D_neg + scale (D_pos - D_neg), both from one forward of a doubled batch.</summary>
    /// <param name="conditional">Knows the positive prompt; asked alone where <paramref name="scale"/> is 1.</param>
    /// <param name="both">Takes the batch twice, [2N, C, H, W]: its first half knows the negative prompt, its second the positive.</param>
    /// <param name="scale">1 switches guidance off and costs one pass; above 1 exaggerates the prompt; 0 follows the negative prompt only.</param>
    /// <param name="rescale">Share phi in [0, 1] of <see cref="Rescale"/>; 0 switches it off.</param>
    public static Denoiser Guide(Denoiser conditional, Denoiser both, double scale, double rescale = 0)
    {
        if (scale == 1) return conditional;
        return (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] halves = both(cat([x, x], 0), sigma).chunk(2, 0); // 2 x [N, C, H, W]
            Tensor negative = halves[0], positive = halves[1];
            Tensor guided = negative + (positive - negative) * scale;
            if (rescale != 0) guided = Rescale.Apply(guided, positive, rescale);
            return guided.MoveToOuterDisposeScope();
        };
    }
}
