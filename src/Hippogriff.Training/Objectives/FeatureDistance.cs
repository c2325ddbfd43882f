using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Distance of pictures in the features of another network (as LPIPS, 1801.03924, without learned weights): at each
/// place features are scaled to unit length, so that all levels count alike.
/// </summary>
internal static class FeatureDistance
{
    private const double Least = 1e-3; // of the mean square of features, so that flat places do not divide by zero

    /// <summary>
    /// Mean over levels and places of the squared distance between painted and true pictures [N, 3, H, W]. Pictures
    /// larger than the network looks at are reduced first. The gradient goes to <paramref name="painted"/> only.
    /// </summary>
    public static Tensor Between(IPictureFeatures features, Tensor painted, Tensor truth)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> wanted = [];
        using (no_grad())
            wanted.AddRange(features.Levels(Fitting(features, truth)).Select(Unit));
        IReadOnlyList<Tensor> seen = features.Levels(Fitting(features, painted));
        Tensor sum = zeros(1, device: painted.device).squeeze();
        for (int i = 0; i < seen.Count; i++)
            sum = sum.Plus((Unit(seen[i]) - wanted[i]).Squared().sum(1).mean());
        return (sum / Held((double)seen.Count)).MoveToOuterDisposeScope();
    }

    /// <summary>The pictures in the size that the network looks at.</summary>
    /// <exception cref="HippogriffException">That is no whole part of theirs.</exception>
    internal static Tensor Fitting(IPictureFeatures features, Tensor pixels)
    {
        (long side, long have) = (features.Side, pixels.shape[^1]);
        if (have == side)
            return pixels;
        if (have < side || have % side != 0)
            throw new HippogriffException(
                $"The judge looks at pictures of {side} pixels a side; those of the run have {have}, which is no "
                    + "whole multiple."
            );
        return nn.functional.avg_pool2d(pixels, have / side);
    }

    private static Tensor Unit(Tensor level)
    {
        Tensor f = level.to(ScalarType.Float32);
        return f / f.Squared().sum([1], keepdim: true).Plus(Least).sqrt();
    }
}
