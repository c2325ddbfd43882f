using Hippogriff.Conditioning;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>Prompts of whole words from a list, read by a text encoder of our own.</summary>
/// <param name="vocabulary">The model's own words.</param>
/// <param name="encoder">The network; used, not owned.</param>
/// <param name="interpreter">Understands words that are not in the list; null leaves them out.</param>
public sealed class WordConditioner(Vocabulary vocabulary, TextEncoder encoder, IWordInterpreter? interpreter = null)
    : ITextConditioner
{
    private Vocabulary? _extended;

    /// <summary>
    /// The words that prompts are read with: the model's own, and behind them those of LoRAs while it is changed by
    /// some.
    /// </summary>
    public Vocabulary Known => _extended ?? vocabulary;

    /// <summary>Reads further words until <see cref="Shorten"/>; their vectors lie behind the encoder's own.</summary>
    public void Extend(IReadOnlyList<string> words) => _extended = vocabulary.With(words);

    /// <summary>Reads the model's own words only.</summary>
    public void Shorten() => _extended = null;

    /// <inheritdoc/>
    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request)
    {
        using Tensor words = Known
            .Encode(prompts, encoder.Config.Length, interpreter)
            .to(encoder.parameters().First().device);
        return encoder.call(words); // K rows
    }

    /// <summary>
    /// Which words of a prompt the model itself reads, whatever was added; see
    /// <see cref="Vocabulary.Read"/>.
    /// </summary>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) =>
        vocabulary.Read(prompt, encoder.Config.Length, added, interpreter);

    /// <summary>Which words of a prompt are read now.</summary>
    public TextReading ReadingNow(string prompt) => Known.Read(prompt, encoder.Config.Length, interpreter: interpreter);
}
