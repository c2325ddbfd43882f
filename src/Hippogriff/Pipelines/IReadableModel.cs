using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model that can be inspected: it exposes word embeddings and attention to words. Called on the thread that owns the
/// device.
/// </summary>
public interface IReadableModel : IAttentiveModel, IVocabularyModel
{
    /// <summary>
    /// All known words in order of their indices, without padding and the unknown word; empty if any text is read, in
    /// parts of words.
    /// </summary>
    IReadOnlyList<string> KnownWords { get; }

    /// <summary>
    /// The words of a prompt that are read: in lower case and in order, without unknown words, up to the model's limit.
    /// Word i is row i of the embeddings.
    /// </summary>
    IReadOnlyList<string> WordsOf(string prompt) => ReadingNow(prompt).Words;

    /// <summary>One vector a text, [N, D], by which texts are compared; owned by the caller.</summary>
    Tensor VectorsOf(IReadOnlyList<string> texts) => this.EncodeText([.. texts]).RequirePooled();

    /// <summary>Replaces unknown words; null if not supported.</summary>
    ModelMeanings? Meanings => null;

    /// <summary>Word i is token i of a condition.</summary>
    IReadOnlyList<AttendedWord> IAttentiveModel.AttendedWords(GenerationSettings settings) =>
        [.. WordsOf(settings.Prompt).Select((word, i) => new AttendedWord(word, [i]))];

    /// <summary>
    /// Bottleneck features of pictures [N, 3, H, W] in [-1, 1]: N vectors, close to each other for similar pictures.
    /// Null if the architecture has no bottleneck. Owned by the caller.
    /// </summary>
    Tensor? Bottleneck(Tensor pixels);
}
