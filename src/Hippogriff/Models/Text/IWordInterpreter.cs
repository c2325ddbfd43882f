namespace Hippogriff.Models.Text;

/// <summary>A word of a prompt.</summary>
/// <param name="Text">The word, lower-cased.</param>
/// <param name="BehindBreak">Whether more than white space separates it from the previous word.</param>
/// <param name="BehindHyphen">Whether it is a later part of a hyphenated word.</param>
public sealed record PromptWord(string Text, bool BehindBreak, bool BehindHyphen = false)
{
    /// <summary>Whether it was typed with a capital first letter.</summary>
    public bool IsCapital { get; init; }
}

/// <summary>A word or phrase of a prompt, and the words read for it.</summary>
/// <param name="Typed">The typed text in lower case.</param>
/// <param name="Read">Known words: the typed one or its replacements; null if it is left out.</param>
/// <param name="Likeness">Similarity of the meaning, up to 1 for the same word.</param>
public sealed record InterpretedWord(string Typed, IReadOnlyList<string>? Read, double Likeness = 1)
{
    /// <summary>
    /// Whether it is a word of another language that only joins others; it is not told as understood.
    /// </summary>
    public bool IsJoining { get; init; }
}

/// <summary>Replaces words that a model does not know.</summary>
public interface IWordInterpreter
{
    /// <summary>All words of a prompt in order, some of them joined to phrases. Known words are not replaced.</summary>
    /// <param name="words">The words.</param>
    /// <param name="knows">Whether the model knows a word.</param>
    IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows);
}
