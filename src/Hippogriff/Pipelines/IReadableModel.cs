using Hippogriff.Models;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model that can be looked into: its words are coordinates, and its network says which word each place reads. Called
/// on the one thread that owns the device.
/// </summary>
public interface IReadableModel : IPictureModel, IVocabularyModel
{
    /// <summary>All words that it knows, in order of their numbers, without padding and the unknown word.</summary>
    IReadOnlyList<string> KnownWords { get; }

    /// <summary>
    /// The words of a prompt as they are read: lower-cased, in order, without unknown ones, cut where the model stops
    /// reading. Word i is row i of the coordinates.
    /// </summary>
    IReadOnlyList<string> WordsOf(string prompt) => ReadingNow(prompt).Words;

    /// <summary>Understands words that it was never taught; null where it cannot.</summary>
    ModelMeanings? Meanings => null;

    /// <inheritdoc cref="DenoiserNetwork.CaptureAttention"/>
    IDisposable CaptureAttention(Action<Tensor> capture, int? last = null);

    /// <summary>
    /// What the middle of the network makes of pictures [N, 3, H, W] in [-1, 1]: N rows of numbers in which pictures of
    /// like things lie near one another; null where the design has no middle. Owned by the caller.
    /// </summary>
    Tensor? Bottleneck(Tensor pixels);
}
