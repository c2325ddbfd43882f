using Hippogriff.Texts;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// ComfyUI's emphasis. <c>(a)</c> multiplies by 1.1, and <c>(a:1.3)</c> sets 1.3 in place of the outer weight. Square
/// brackets and <c>BREAK</c> mean nothing; <c>\(</c> and <c>\)</c> are characters.
/// </summary>
public static class ComfyEmphasis
{
    /// <summary>Largest number of brackets within one another.</summary>
    public const int MostNesting = 250;

    private const double Round = 1.1;
    private const char Hidden = '\0',
        HiddenClose = '\u0001',
        HiddenOpen = '\u0002';

    /// <summary>The parts of a prompt in order; none for an empty one.</summary>
    /// <exception cref="HippogriffException">Brackets are nested deeper than <see cref="MostNesting"/>.</exception>
    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        List<WeightedText> parts = [];
        string hidden = prompt
            .Replace(@"\)", $"{Hidden}{HiddenClose}", StringComparison.Ordinal)
            .Replace(@"\(", $"{Hidden}{HiddenOpen}", StringComparison.Ordinal);
        Add(hidden, 1, 0, parts);
        return
        [
            .. parts.Select(part =>
                part with
                {
                    Text = part
                        .Text.Replace($"{Hidden}{HiddenClose}", ")", StringComparison.Ordinal)
                        .Replace($"{Hidden}{HiddenOpen}", "(", StringComparison.Ordinal),
                }
            ),
        ];
    }

    private static void Add(string text, double current, int depth, List<WeightedText> parts)
    {
        if (depth > MostNesting)
            throw new HippogriffException($"The prompt nests more than {MostNesting} brackets, which are not read.");
        foreach (string piece in Pieces(text))
        {
            if (piece.Length < 2 || piece[0] != '(' || piece[^1] != ')')
            {
                parts.Add(new WeightedText(piece, current));
                continue;
            }
            string inner = piece[1..^1];
            double weight = current * Round;
            int colon = inner.LastIndexOf(':');
            if (colon > 0 && PromptNumber.Parse(inner[(colon + 1)..]) is { } given)
                (inner, weight) = (inner[..colon], given);
            Add(inner, weight, depth + 1, parts);
        }
    }

    /// <summary>Brackets of the outermost level, and what is between them.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        int depth = 0,
            from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(')
            {
                if (depth++ == 0 && i > from)
                {
                    yield return text[from..i];
                    from = i;
                }
            }
            else if (text[i] == ')' && --depth == 0)
            {
                yield return text[from..(i + 1)];
                from = i + 1;
            }
        }
        if (from < text.Length)
            yield return text[from..];
    }
}
