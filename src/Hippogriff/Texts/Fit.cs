using System.Text;

namespace Hippogriff.Texts;

/// <summary>
/// Makes foreign text safe to display: removes terminal control characters, bidirectional marks and line breaks. Each
/// removed character leaves a question mark, so two different names do not look the same by accident.
/// </summary>
public static class Fit
{
    /// <summary>Maximum length of an error message, in characters.</summary>
    public const int LongestSentence = 800;

    /// <summary>Maximum length of foreign text quoted in a message, in characters.</summary>
    public const int LongestPiece = 80;

    private const char Mark = '?',
        LineMark = '\u00b6';

    /// <summary>
    /// True for control characters, line and paragraph separators, and bidirectional marks (Unicode Standard Annex 9,
    /// section 2).
    /// </summary>
    public static bool IsUnfit(char c) =>
        char.IsControl(c)
        || c
            is '\u2028'
                or '\u2029'
                or '\u061c'
                or '\u200e'
                or '\u200f'
                or (>= '\u202a' and <= '\u202e')
                or (>= '\u2066' and <= '\u2069')
                or '\ufeff';

    /// <summary>The text on one line, for a table cell; line breaks become a pilcrow.</summary>
    public static string Line(string text) => Clean(text, LineMark, keepBreaks: false);

    /// <summary>The same, but keeps line breaks and tabs.</summary>
    public static string Lines(string text) => Clean(text, '\n', keepBreaks: true);

    /// <summary>
    /// A message about foreign input, on one line. If it is longer than <see cref="LongestSentence"/>, its middle is
    /// cut out.
    /// </summary>
    public static string Sentence(string text)
    {
        const int End = LongestSentence / 3;
        if (text.Length > LongestSentence)
            text = text[..Cut(text, LongestSentence - End - 5)] + " ... " + text[(text.Length - End)..];
        return Clean(text, ' ', keepBreaks: false);
    }

    /// <summary>
    /// The beginning of a foreign text to quote in a message, at most <see cref="LongestPiece"/> characters, on one
    /// line.
    /// </summary>
    public static string Piece(string text) =>
        Clean(
            text.Length <= LongestPiece ? text : text[..Cut(text, LongestPiece - 3)] + "...",
            Mark,
            keepBreaks: false
        );

    /// <summary>
    /// An equivalent JSON document without terminal control characters. They can only occur in its strings and are
    /// written as escapes.
    /// </summary>
    public static string Json(string document)
    {
        if (!document.Any(c => IsUnfit(c) && c is not ('\n' or '\r')))
            return document;
        StringBuilder fit = new(document.Length);
        foreach (char c in document)
        {
            if (IsUnfit(c) && c is not ('\n' or '\r'))
                fit.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                fit.Append(c);
        }
        return fit.ToString();
    }

    /// <summary>A position near <paramref name="at"/> that does not split a surrogate pair.</summary>
    private static int Cut(string text, int at) => char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;

    private static string Clean(string text, char lineBreak, bool keepBreaks)
    {
        int first = 0;
        while (first < text.Length && !IsUnfit(text[first]) && !char.IsSurrogate(text[first]))
            first++;
        if (first == text.Length)
            return text;
        StringBuilder clean = new(text, 0, first, text.Length);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
                continue;
            }
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                continue;
            if (c == '\n')
                clean.Append(lineBreak);
            else if (c == '\t')
                clean.Append(keepBreaks ? '\t' : ' ');
            else
                clean.Append(IsUnfit(c) || char.IsSurrogate(c) ? Mark : c);
        }
        return clean.ToString();
    }
}
