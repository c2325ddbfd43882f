using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guidance;

/// <summary>
/// Classifier-free guidance (2207.12598): away from what the negative prompt would give, towards the positive one.
/// </summary>
public static class ClassifierFree
{
    /// <summary>D = D_neg + scale (D_pos - D_neg), both from one forward of a doubled batch.</summary>
    /// <param name="both">Takes the batch twice, [2N, C, H, W]: its first half knows the negative prompt, its second
    /// the positive.</param>
    /// <param name="scale">1 changes nothing; above 1 exaggerates the prompt; 0 follows the negative prompt
    /// only.</param>
    /// <param name="rescale">Share phi in [0, 1] of <see cref="Rescale"/>; 0 switches it off.</param>
    public static Denoiser Apply(Denoiser both, double scale, double rescale = 0) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] halves = both(cat([x, x], 0), sigma).chunk(2, 0); // 2 x [N, C, H, W]
            Tensor negative = halves[0],
                positive = halves[1];
            Tensor guided = negative.Plus((positive - negative) * Held(scale));
            if (rescale != 0)
                guided = Rescale.Apply(guided, positive, rescale);
            return guided.MoveToOuterDisposeScope();
        };

    /// <summary>
    /// <see cref="Apply(Denoiser, double, double)"/>, or at scale 1, where it changes nothing,
    /// <paramref name="conditional"/>, which knows the positive prompt, at half the cost.
    /// </summary>
    /// <inheritdoc cref="Apply(Denoiser, double, double)" path="/param"/>
    public static Denoiser Apply(Denoiser conditional, Denoiser both, double scale, double rescale = 0) =>
        scale == 1 ? conditional : Apply(both, scale, rescale);
}
