using System.Globalization;
using Hippogriff.Texts;

namespace Hippogriff.Story.Game;

/// <summary>
/// Parses a player's answer: changes by number ("5=father 7=find") or a whole plot. A mended plot has the same number
/// of words; a found plot may be shorter.
/// </summary>
public static class PlayerLine
{
    /// <summary>The player's plot; an empty line changes nothing.</summary>
    /// <param name="line">The player's line.</param>
    /// <param name="shown">The words shown.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="HippogriffException">It is neither; the message says why.</exception>
    public static IReadOnlyList<string> Read(string line, IReadOnlyList<string> shown, GameTask task = GameTask.Mend)
    {
        string[] parts = line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
            return shown;
        if (parts.All(part => part.Contains('=', StringComparison.Ordinal)))
            return Changes(parts, shown);
        IReadOnlyList<string> words = PlotInput.Read(line).Words;
        int less = shown.Count - words.Count;
        if (less == 0 || (task == GameTask.Find && less > 0))
            return words;
        throw new HippogriffException(
            task == GameTask.Find
                ? $"Your plot may have up to {Counted.Of(shown.Count, "word")}, and you wrote {words.Count}."
                : $"The plot has {Counted.Of(shown.Count, "word")}, and you wrote {words.Count}, "
                    + $"{Math.Abs(less)} too {(less > 0 ? "few" : "many")}; write a word for a word, or changes "
                    + "such as 5=father."
        );
    }

    private static string[] Changes(string[] parts, IReadOnlyList<string> shown)
    {
        string[] changed = [.. shown];
        foreach (string part in parts)
        {
            string[] pair = part.Split('=', 2);
            if (
                !int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number < 1
                || number > shown.Count
            )
                throw new HippogriffException(
                    $"'{Short(pair[0])}' is not the number of a word; they go from 1 to {shown.Count}."
                );
            if (pair[1].Length == 0)
                throw new HippogriffException($"Write a word behind {number}=.");
            changed[number - 1] = PlotInput.Read(pair[1]).Words is [var only]
                ? only
                : throw new HippogriffException($"'{Short(pair[1])}' is not one word.");
        }
        return changed;
    }

    private static string Short(string text) => text.Length > 20 ? text[..20] : text;
}
