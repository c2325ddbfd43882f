using Hippogriff.Texts;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>
/// The words of a model with their indices, built from its training captions. A word is a run of letters, combining
/// marks and digits with inner apostrophes and hyphens, in lower case; punctuation is ignored. Index 0 is padding.
/// Index 1 is reserved for the former unknown word and never used: unknown words are left out.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>What fills a prompt up to its longest.</summary>
    public const string Padding = "<pad>";

    /// <summary>The place that stood for every unknown word once.</summary>
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> _numbers;

    /// <param name="words">All words in order of their indices, <see cref="Padding"/> and <see cref="Unknown"/>
    /// first.</param>
    public Vocabulary(IReadOnlyList<string> words)
    {
        if (words.Count < 2 || words[0] != Padding || words[1] != Unknown)
            throw new HippogriffException(
                $"A vocabulary begins with {Padding} and {Unknown}, one word a line.",
                FaultKind.DamagedFile
            );
        Words = words;
        _numbers = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (int i = 0; i < words.Count; i++)
            if (!_numbers.TryAdd(words[i], i))
                throw new HippogriffException($"The vocabulary holds '{words[i]}' twice.", FaultKind.DamagedFile);
        foreach ((int number, string word) in words.Index())
        {
            if (word.Any(Fit.IsUnfit))
                throw new HippogriffException(
                    $"Word {number + 1} of the vocabulary, '{Fit.Piece(word)}', holds a control character.",
                    FaultKind.DamagedFile
                );
            // normalised like texts; a model may have the word in another form
            _numbers.TryAdd(ComposedText.Of(word), number);
        }
    }

    /// <summary>All words in order of their indices.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// Builds a vocabulary from captions: every word that occurs at least <paramref name="least"/> times, most frequent
    /// first.
    /// </summary>
    public static Vocabulary From(IEnumerable<string> captions, int least = 1, int most = 30_000)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string caption in captions)
        foreach (string word in Split(caption))
            counts[word] = counts.GetValueOrDefault(word) + 1;
        IEnumerable<string> kept = counts
            .Where(p => p.Value >= least)
            .OrderByDescending(p => p.Value)
            .ThenBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => p.Key);
        return new Vocabulary([Padding, Unknown, .. kept.Take(most)]);
    }

    /// <summary>These words followed by <paramref name="more"/>; existing indices stay.</summary>
    public Vocabulary With(IReadOnlyList<string> more) => more.Count == 0 ? this : new([.. Words, .. more]);

    /// <summary>
    /// The words of a text in order, in lower case, with composed accents and one kind of apostrophe.
    /// </summary>
    public static IEnumerable<string> Split(string text) => PromptWords.In(text).Select(word => word.Text);

    /// <summary>
    /// Reads a text: unknown words are left out, and words after known word <paramref name="length"/> are cut. Tags
    /// (<see cref="PromptTags"/>) are unknown as a whole.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Maximum number of words; null for no limit.</param>
    /// <param name="added">Further known words.</param>
    /// <param name="interpreter">Replaces unknown words; null leaves them out.</param>
    public TextReading Read(
        string text,
        int? length = null,
        IReadOnlySet<string>? added = null,
        IWordInterpreter? interpreter = null
    ) => TextReading.Of(text, word => _numbers.ContainsKey(word) || added?.Contains(word) == true, length, interpreter);

    /// <summary>
    /// Texts as word indices [N, <paramref name="length"/>], int64: the words of <see cref="Read"/>, padded to the
    /// length. A text without known words is all padding.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="length">Length of a row.</param>
    /// <param name="interpreter">Replaces unknown words; null leaves them out.</param>
    public Tensor Encode(IReadOnlyList<string> texts, int length, IWordInterpreter? interpreter = null)
    {
        long[] ids = new long[texts.Count * length];
        for (int i = 0; i < texts.Count; i++)
        {
            int at = i * length;
            foreach (string word in Read(texts[i], length, interpreter: interpreter).Words)
                ids[at++] = _numbers[word];
        }
        return tensor(ids, texts.Count, length);
    }
}
