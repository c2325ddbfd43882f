using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// What another, trained network sees in pictures. Its weights do not change, but gradients flow to the pictures.
/// </summary>
public interface IPictureFeatures
{
    /// <summary>Side of the pictures that it looks at, in pixels.</summary>
    int Side { get; }

    /// <summary>Floating-point operations of <see cref="Levels"/> for one picture; 0 if unknown.</summary>
    double FlopsPerPicture => 0;

    /// <summary>Channels D of <see cref="Middle"/>.</summary>
    int MiddleWidth { get; }

    /// <summary>Features of pictures [N, 3, S, S] in [-1, 1], fine ones first, each [N, C, h, w].</summary>
    IReadOnlyList<Tensor> Levels(Tensor pixels);

    /// <summary>Its coarsest features [N, D, h, w], which have seen the whole picture.</summary>
    Tensor Middle(Tensor pixels);
}
