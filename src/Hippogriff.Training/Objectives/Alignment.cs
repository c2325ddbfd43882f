using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>A head on a denoiser's middle and the features that it is aligned with.</summary>
/// <param name="Head">The head.</param>
/// <param name="Features">The features of clean pictures; owned by the caller.</param>
public sealed record Alignment(AlignHead Head, IPictureFeatures Features)
{
    /// <summary>Loss per picture [N] for clean pictures [N, 3, H, W] in float32.</summary>
    internal Tensor Loss(Tensor bottleneck, Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor truth;
        using (no_grad())
            truth = Features.Middle(FeatureDistance.Fitting(Features, pixels).to(bottleneck.dtype));
        return Head.Loss(bottleneck, truth).MoveToOuterDisposeScope();
    }
}

/// <summary>The auxiliary heads on a denoiser's middle.</summary>
/// <param name="Parts">Says which thing lies where; null for none.</param>
/// <param name="Alignment">Says what another network sees; null for none.</param>
public sealed record MiddleHeads(PartHead? Parts, Alignment? Alignment);
