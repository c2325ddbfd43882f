using System.Text;

namespace Hippogriff.PromptGrammar;

/// <summary>The lower case of a capital sigma at the end of a word, another letter than elsewhere.</summary>
internal static class FinalSigmas
{
    /// <summary>The text with those letters in lower case, as Python's <c>lower</c> has them.</summary>
    public static string In(string text)
    {
        if (!text.Contains('Σ', StringComparison.Ordinal))
            return text;
        StringBuilder lower = new(text);
        for (int i = 1; i < text.Length; i++)
            if (text[i] == 'Σ' && char.IsLetter(text[i - 1]) && (i + 1 == text.Length || !char.IsLetter(text[i + 1])))
                lower[i] = 'ς';
        return lower.ToString();
    }
}
