using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>
/// A text split into words and separators, so that words can be changed while the rest stays as written.
/// </summary>
public sealed class PlotText
{
    private readonly string[] _gaps; // before each word, and after the last

    private PlotText(string[] words, string[] gaps) => (Words, _gaps) = (words, gaps);

    /// <summary>The words as written: runs of letters and digits with inner apostrophes and hyphens.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Splits a text; the result may have no words.</summary>
    public static PlotText Of(string text)
    {
        List<string> words = [],
            gaps = [];
        int at = 0;
        foreach (Range word in Texts.Words.In(text))
        {
            gaps.Add(text[at..word.Start.Value]);
            words.Add(text[word]);
            at = word.End.Value;
        }
        gaps.Add(text[at..]);
        return new PlotText([.. words], [.. gaps]);
    }

    /// <summary>Words separated by single spaces, with a full stop at the end.</summary>
    public static PlotText OfWords(IReadOnlyList<string> words) =>
        new(
            [.. words],
            [
                .. Enumerable
                    .Range(0, words.Count + 1)
                    .Select(i =>
                        i == 0 ? ""
                        : i == words.Count ? "."
                        : " "
                    ),
            ]
        );

    /// <summary>The text with other words at the same positions; the first is capitalised.</summary>
    /// <param name="words">As many words as the text has.</param>
    /// <param name="dress">Formats a word, given its position; for example with colour.</param>
    /// <param name="between">Formats a separator.</param>
    public string With(
        IReadOnlyList<string> words,
        Func<int, string, string>? dress = null,
        Func<string, string>? between = null
    )
    {
        if (words.Count != Words.Count)
            throw new ArgumentException(
                $"The text has {Counted.Of(Words.Count, "word")}, not {words.Count}.",
                nameof(words)
            );
        StringBuilder text = new();
        for (int i = 0; i < words.Count; i++)
        {
            string word = i == 0 ? Capital(words[0]) : words[i];
            text.Append(Gap(i)).Append(dress is null ? word : dress(i, word));
        }
        return text.Append(Gap(words.Count)).ToString();

        string Gap(int i) => between is null ? _gaps[i] : between(_gaps[i]);
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
