using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>
/// The words of a list that may be drawn as noise, wrong words or answers. Excludes words unfit for children (the list
/// <c>unfit.txt</c>, short and necessarily incomplete), unless all are allowed. A model still reads and judges every
/// word.
/// </summary>
public sealed class DrawnWords
{
    private const string ListFile = "unfit.txt";
    private const int LeastWords = 2;
    private static readonly Lazy<string[]> s_unfit = new(ReadUnfit);
    private readonly WordList _words;
    private readonly HashSet<int> _unfit;

    /// <param name="words">The list.</param>
    /// <param name="all">Whether words unfit for children may be drawn.</param>
    /// <exception cref="HippogriffException">Fewer than two words are left.</exception>
    public DrawnWords(WordList words, bool all = false)
    {
        _words = words;
        _unfit = all
            ? []
            :
            [
                .. s_unfit
                    .Value.Select(word => words.TryFind(word, out int? number) ? number.Value : -1)
                    .Where(number => number >= 0),
            ];
        if (Count < LeastWords)
            throw new HippogriffException(
                $"Of the story model's {Counted.Of(words.Count, "word")} only {Count} are fit for children, "
                    + "and a plot is found in two at least."
            );
    }

    /// <summary>Number of words that may be drawn.</summary>
    public int Count => _words.Count - _unfit.Count;

    /// <summary>The unfit words in the form of <see cref="WordList.Key"/>.</summary>
    internal static IReadOnlyList<string> Unfit => s_unfit.Value;

    /// <summary>Whether a word may be drawn; the answer "unchanged" always may.</summary>
    public bool Has(int number) => !_unfit.Contains(number);

    /// <summary>Draws one of them uniformly.</summary>
    public int Draw(ref WordRandom random)
    {
        int number;
        do number = random.Below(_words.Count);
        while (!Has(number));
        return number;
    }

    /// <summary>Sets the probability of excluded words to zero.</summary>
    /// <param name="logs">Log-probabilities by word number.</param>
    /// <param name="standing">The current word, which stays allowed because a person wrote it.</param>
    internal void Mask(Span<double> logs, int standing)
    {
        foreach (int number in _unfit)
            if (number != standing)
                logs[number] = double.NegativeInfinity;
    }

    private static string[] ReadUnfit()
    {
        using StreamReader reader = new(typeof(DrawnWords).Assembly.GetManifestResourceStream(ListFile)!);
        return
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '#'),
        ];
    }
}
