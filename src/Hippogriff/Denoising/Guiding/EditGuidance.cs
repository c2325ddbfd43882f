using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Guidance by a picture and by words (InstructPix2Pix, 2211.09800, eq. 3): from neither to the picture, and from there
/// to both.
/// </summary>
public static class EditGuidance
{
    /// <summary>D = D(0, 0) + s_I (D(I, 0) - D(0, 0)) + s_T (D(I, T) - D(I, 0)).</summary>
    /// <param name="all">Takes the batch three times, [3N, C, H, W]: without both, with the picture, with picture and
    /// words.</param>
    /// <param name="scale">Scale of the words s_T.</param>
    /// <param name="pictureScale">Scale of the picture s_I.</param>
    public static Denoiser Apply(Denoiser all, double scale, double pictureScale) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] thirds = all(cat([x, x, x], 0), sigma).chunk(3, 0); // 3 x [N, C, H, W]
            Tensor guided = thirds[0]
                .Plus((thirds[1] - thirds[0]) * Held(pictureScale))
                .Plus((thirds[2] - thirds[1]) * Held(scale));
            return guided.MoveToOuterDisposeScope();
        };
}
