using Hippogriff.Texts;

namespace Hippogriff.Models.Text;

/// <summary>The words of a prompt, and the breaks between them.</summary>
public static class PromptWords
{
    /// <summary>
    /// The words of a text in order, in lower case, with composed accents and one kind of apostrophe.
    /// </summary>
    public static IEnumerable<PromptWord> In(string text)
    {
        string plain = ComposedText.Of(ComposedText.Of(text).ToLowerInvariant()).Replace('\u2019', '\'');
        int end = 0;
        foreach (Range range in Words.In(plain))
        {
            (int start, int length) = range.GetOffsetAndLength(plain.Length);
            yield return new PromptWord(plain[range], end > 0 && !plain.AsSpan(end, start - end).IsWhiteSpace());
            end = start + length;
        }
    }
}
