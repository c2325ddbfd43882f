namespace Hippogriff.Models.Text;

/// <summary>What becomes of a word of a prompt.</summary>
public enum WordFateKind
{
    /// <summary>It is read as written.</summary>
    Known,

    /// <summary>Known words are read in its place.</summary>
    Understood,

    /// <summary>It is left out.</summary>
    Unknown,

    /// <summary>It stands behind the last word that is read.</summary>
    Cut,
}

/// <summary>A word or phrase of a prompt, and what becomes of it.</summary>
/// <param name="Typed">The typed text in lower case.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="ReadAs">The words that are read in its place; null unless it is understood.</param>
public sealed record WordFate(string Typed, WordFateKind Kind, string? ReadAs = null)
{
    /// <summary>The fate of a word that is read.</summary>
    internal static WordFate Of(InterpretedWord word)
    {
        string read = string.Join(' ', word.Read ?? []);
        return read == word.Typed || word.IsJoining
            ? new WordFate(word.Typed, WordFateKind.Known)
            : new WordFate(word.Typed, WordFateKind.Understood, read);
    }
}
