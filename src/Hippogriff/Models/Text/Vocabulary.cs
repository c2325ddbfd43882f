using Hippogriff.Texts;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.Text;

/// <summary>
/// The words a model knows, each with a number, built from the captions it was trained on. A word is a run of letters,
/// their marks and digits (with inner apostrophes and hyphens), lower-cased; punctuation is passed over. Number 0 is
/// padding; number 1 stood for every unknown word once, keeps its place in the files, and is never said: a word that is
/// not known is left out.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>What fills a prompt up to its longest.</summary>
    public const string Padding = "<pad>";

    /// <summary>The place that stood for every unknown word once.</summary>
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> _numbers;

    /// <param name="words">All words in order of their numbers, <see cref="Padding"/> and <see cref="Unknown"/>
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
            // as texts are read; a model may have learned the word in its other form
            _numbers.TryAdd(ComposedText.Of(word), number);
        }
    }

    /// <summary>All words in order of their numbers.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// Builds a vocabulary from captions: every word that occurs at least <paramref name="least"/> times, the frequent
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

    /// <summary>These words and <paramref name="more"/> behind them: all keep their numbers.</summary>
    public Vocabulary With(IReadOnlyList<string> more) => more.Count == 0 ? this : new([.. Words, .. more]);

    /// <summary>
    /// The words of a text, lower-cased, in order; one way to write an accent, one kind of apostrophe.
    /// </summary>
    public static IEnumerable<string> Split(string text) => PromptWords.In(text).Select(word => word.Text);

    /// <summary>
    /// What of a text is read: unknown words are left out, and what stands behind word <paramref name="length"/> of the
    /// known ones is cut. Marks (<see cref="PromptTags"/>) are unknown as a whole.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Most words; null for any number.</param>
    /// <param name="added">Further words that are known.</param>
    /// <param name="interpreter">Asked where a word is not known; null leaves such words out.</param>
    public TextReading Read(
        string text,
        int? length = null,
        IReadOnlySet<string>? added = null,
        IWordInterpreter? interpreter = null
    ) => TextReading.Of(text, word => _numbers.ContainsKey(word) || added?.Contains(word) == true, length, interpreter);

    /// <summary>
    /// Texts as word numbers [N, <paramref name="length"/>], int64: the words that <see cref="Read"/> reads, padded to
    /// the length. A text of which nothing is read is all padding.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="length">Words a row has.</param>
    /// <param name="interpreter">Asked where a word is not known; null leaves such words out.</param>
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
