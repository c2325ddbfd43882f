using Hippogriff.Texts;

namespace Hippogriff.Models.Text;

/// <summary>The words of a prompt, and the breaks between them.</summary>
public static class PromptWords
{
    /// <summary>A text as its words are compared: in lower case, composed accents, one kind of apostrophe.</summary>
    public static string Plain(string text) => Lowered(ComposedText.Of(text));

    /// <summary>
    /// The words of a text in order, in lower case, with composed accents and one kind of apostrophe.
    /// </summary>
    public static IEnumerable<PromptWord> In(string text)
    {
        string typed = ComposedText.Of(text),
            plain = Lowered(typed);
        bool tellsCapitals = typed.Length == plain.Length; // rare letters change their length in lower case
        int end = 0;
        foreach (Range range in Words.In(plain))
        {
            (int start, int length) = range.GetOffsetAndLength(plain.Length);
            yield return new PromptWord(plain[range], end > 0 && !plain.AsSpan(end, start - end).IsWhiteSpace())
            {
                IsCapital = tellsCapitals && char.IsUpper(typed[start]),
            };
            end = start + length;
        }
    }

    private static string Lowered(string composed) =>
        ComposedText.Of(composed.ToLowerInvariant()).Replace('\u2019', '\'');
}
