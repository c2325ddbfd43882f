using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// Degrades pictures like a generator: slight blur, noise, and changes of brightness and contrast. A judge trained only
/// on clean pictures would penalise these instead of wrong content.
/// </summary>
public static class Softening
{
    private const int Fine = 128; // pixels a side from which on a picture may lose details of four pixels

    /// <summary>
    /// Degrades each picture of a batch [N, 3, H, W] in [-1, 1] by random amounts, four in ten hardly at all.
    /// </summary>
    public static Tensor Apply(Tensor pixels, Generator random)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = pixels.shape[0];
        Tensor blurred = nn.functional.avg_pool2d(
            nn.functional.pad(pixels, [1, 1, 1, 1], PaddingModes.Replicate),
            3,
            1
        );
        Tensor halved = Reduced(2);
        if (pixels.shape[^1] >= Fine)
            halved = halved.Plus(Draw().gt(Held(0.5)).to(ScalarType.Float32) * (Reduced(4) - halved));
        // a quarter is downsampled, large pictures by two or four, the rest blurred over 3 x 3
        Tensor coarse = Draw().gt(Held(0.75)).to(ScalarType.Float32);
        Tensor amount = (Draw() * Held(1.7) - Held(0.7)).clamp_min(Held(0)); // 0 for four in ten
        Tensor soft = pixels.Plus(amount * (blurred.Plus(coarse * (halved - blurred)) - pixels));
        soft = (soft * ((Draw() - Held(0.5)) * Held(0.2)).Plus(1)).Plus((Draw() - Held(0.5)) * Held(0.16));
        soft = soft.Plus(
            randn(pixels.shape, dtype: ScalarType.Float32, device: pixels.device, generator: random)
                * (Draw() * Held(0.16) - Held(0.06)).clamp_min(Held(0))
        );
        return soft.clamp(Held(-1), Held(1)).MoveToOuterDisposeScope();

        Tensor Reduced(long factor) =>
            nn.functional.interpolate(
                nn.functional.avg_pool2d(pixels, factor),
                scale_factor: [factor, factor],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            );

        Tensor Draw() => rand([n, 1, 1, 1], dtype: ScalarType.Float32, device: pixels.device, generator: random);
    }
}
