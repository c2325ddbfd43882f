using Hippogriff.Conditioning;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>Conditioner with a word list and our own text encoder.</summary>
/// <param name="vocabulary">The model's own words.</param>
/// <param name="encoder">The network; used, not owned.</param>
/// <param name="interpreter">Replaces words that are not in the list; null leaves them out.</param>
public sealed class WordConditioner(Vocabulary vocabulary, TextEncoder encoder, IWordInterpreter? interpreter = null)
    : ITextConditioner
{
    private Vocabulary? _extended;

    /// <summary>The known words: the model's own, followed by those of merged LoRAs.</summary>
    public Vocabulary Known => _extended ?? vocabulary;

    /// <summary>Adds words until <see cref="Shorten"/>; their vectors follow the encoder's own.</summary>
    public void Extend(IReadOnlyList<string> words) => _extended = vocabulary.With(words);

    /// <summary>Removes added words.</summary>
    public void Shorten() => _extended = null;

    /// <inheritdoc/>
    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request)
    {
        using Tensor words = Known
            .Encode(prompts, encoder.Config.Length, interpreter)
            .to(encoder.parameters().First().device);
        return encoder.call(words); // K rows
    }

    /// <summary>How the model itself reads a prompt, without added words; see <see cref="Vocabulary.Read"/>.</summary>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) =>
        vocabulary.Read(prompt, encoder.Config.Length, added, interpreter);

    /// <summary>How a prompt is currently read.</summary>
    public TextReading ReadingNow(string prompt) => Known.Read(prompt, encoder.Config.Length, interpreter: interpreter);
}
