using Hippogriff.Models;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A word of a prompt, and the tokens of the condition that hold it.</summary>
/// <param name="Word">The word as it is shown.</param>
/// <param name="Tokens">0-based places among the condition's tokens, at least one.</param>
public sealed record AttendedWord(string Word, IReadOnlyList<int> Tokens);

/// <summary>
/// A model whose network's attention to words can be watched. Called on the thread that owns the device.
/// </summary>
public interface IAttentiveModel : IPictureModel
{
    /// <inheritdoc cref="DenoiserNetwork.CaptureAttention"/>
    IDisposable CaptureAttention(Action<Tensor> capture, int? last = null);

    /// <summary>The words of the settings' prompt that are read, in order.</summary>
    IReadOnlyList<AttendedWord> AttendedWords(GenerationSettings settings);
}
