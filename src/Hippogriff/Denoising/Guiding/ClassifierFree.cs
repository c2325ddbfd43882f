using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Classifier-free guidance (2207.12598): extrapolates from the guess with the negative prompt to the guess with the
/// positive one.
/// </summary>
public static class ClassifierFree
{
    /// <summary>D = D_neg + scale (D_pos - D_neg), both from one forward pass of a doubled batch.</summary>
    /// <param name="both">Takes the batch twice, [2N, C, H, W]: the first half has the negative prompt, the second the
    /// positive.</param>
    /// <param name="scale">1 disables guidance; above 1 strengthens the prompt; 0 uses the negative prompt
    /// only.</param>
    /// <param name="rescale">Share phi in [0, 1] of <see cref="Rescale"/>; 0 disables it.</param>
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
    /// <see cref="Apply(Denoiser, double, double)"/>, or, at scale 1, <paramref name="conditional"/> with the positive
    /// prompt alone, which is the same at half the cost.
    /// </summary>
    /// <inheritdoc cref="Apply(Denoiser, double, double)" path="/param"/>
    public static Denoiser Apply(Denoiser conditional, Denoiser both, double scale, double rescale = 0) =>
        scale == 1 ? conditional : Apply(both, scale, rescale);
}
