using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Classifier-free guidance that is rescaled (2305.08891, eq. 15 and 16) on what the network predicts. Other programs
/// do so for public models; <see cref="Rescale"/> does it on the clean guess.
/// </summary>
public static class OutputRescale
{
    /// <inheritdoc cref="ClassifierFree.Apply(Denoiser, double, double)"/>
    /// <param name="both">See there.</param>
    /// <param name="scale">See there.</param>
    /// <param name="rescale">See there.</param>
    /// <param name="family">The family of the levels.</param>
    /// <param name="prediction">What the network predicts.</param>
    public static Denoiser Apply(
        Denoiser both,
        double scale,
        double rescale,
        NoiseFamily family,
        Prediction prediction
    ) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] outputs =
            [
                .. both(cat([x, x], 0), sigma)
                    .chunk(2, 0)
                    .Select(guess => prediction.OutputOf(family, x, guess, sigma)),
            ];
            Tensor guided = outputs[0].Plus((outputs[1] - outputs[0]) * Held(scale));
            guided = Rescale.Apply(guided, outputs[1], rescale);
            return prediction.CleanOf(family, x, guided, sigma).MoveToOuterDisposeScope();
        };
}
