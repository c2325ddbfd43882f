using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Fixed two-dimensional sine-cosine positions (MAE, 2111.06377): half of the width encodes the row, half the column,
/// for any grid.
/// </summary>
public static class GridPositions
{
    /// <summary>
    /// [height * width, channels] in row-major order, with the type and device of <paramref name="like"/>.
    /// <paramref name="channels"/> is a multiple of 4.
    /// </summary>
    public static Tensor For(int height, int width, int channels, Tensor like)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = Axis(height, channels / 2, like.device).repeat_interleave(width, 0); // [H W, C/2]
        Tensor columns = Axis(width, channels / 2, like.device).repeat([height, 1]); // [H W, C/2]
        return cat([rows, columns], 1).to(like.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Axis(int length, int channels, Device device)
    {
        Tensor rates = exp(
            arange(Held(0), Held(channels / 2), Held(1), dtype: ScalarType.Float32, device: device)
                * Held(-Math.Log(100) / (channels / 2))
        );
        Tensor angles =
            arange(Held(0), Held(length), Held(1), dtype: ScalarType.Float32, device: device).unsqueeze(1)
            * rates.unsqueeze(0);
        return cat([angles.sin(), angles.cos()], 1); // [length, channels]
    }
}
