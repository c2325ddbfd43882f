using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>Validates a plot from a user.</summary>
public static class PlotInput
{
    /// <summary>Maximum number of words.</summary>
    public const int MostWords = 1_000;

    private const int MostLetters = 16_000,
        LongestWord = 60;

    /// <summary>Splits a text into words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What the text is, for error messages: "The plot".</param>
    /// <exception cref="HippogriffException">It has no words or too many, or has control characters or letters of
    /// another script.</exception>
    public static PlotText Read(string text, string what = "The plot")
    {
        if (text.Length > MostLetters)
            throw new HippogriffException(
                $"{what} is {Counted.Grouped(text.Length, "character")} long; at most {MostLetters:N0} can be read."
            );
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t'))
                throw new HippogriffException(
                    $"{what} holds the control character U+{rune.Value:X4}; plain text is allowed."
                );
            if (Rune.IsLetter(rune) && !IsLatin(rune))
                throw new HippogriffException(
                    $"{what} holds the letter '{rune}', which is not Latin; the story model reads English."
                );
        }
        PlotText plot = PlotText.Of(text.Trim());
        if (plot.Words.Count == 0)
            throw new HippogriffException(
                $"{what} has no words; write a sentence, such as \"A clown fish gets separated from his father\"."
            );
        if (plot.Words.Count > MostWords)
            throw new HippogriffException(
                $"{what} has {Counted.Grouped(plot.Words.Count, "word")}; at most {MostWords:N0} can be read."
            );
        if (plot.Words.FirstOrDefault(word => word.Length > LongestWord) is { } endless)
            throw new HippogriffException(
                $"{what} has a word of {endless.Length} letters ('{endless[..20]}...'); at most {LongestWord} "
                    + "can be read."
            );
        return plot;
    }

    /// <summary>Basic Latin to Latin Extended-B, the letters after IPA, Latin Extended Additional.</summary>
    private static bool IsLatin(Rune rune) => rune.Value is < 0x250 or (>= 0x1E00 and < 0x1F00);
}
