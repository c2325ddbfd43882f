namespace Hippogriff.Models.Text;

/// <summary>A word of a prompt.</summary>
/// <param name="Text">The word, lower-cased.</param>
/// <param name="BehindBreak">Whether more than white space stands between the word before and this one.</param>
/// <param name="BehindHyphen">Whether it is a later part of a word with hyphens.</param>
public sealed record PromptWord(string Text, bool BehindBreak, bool BehindHyphen = false);

/// <summary>A word or a phrase of a prompt, and what is read for it.</summary>
/// <param name="Typed">What was typed, lower-cased.</param>
/// <param name="Read">Words that the model knows: the one that was typed, or others that stand for it; null where it is
/// left out.</param>
/// <param name="Likeness">How near the meaning of what is read is, up to 1 for the same.</param>
public sealed record InterpretedWord(string Typed, IReadOnlyList<string>? Read, double Likeness = 1);

/// <summary>Says which of a model's words stand for those that it was never taught.</summary>
public interface IWordInterpreter
{
    /// <summary>
    /// All words of a prompt in order, some of them joined to phrases. Words that the model knows are read as they
    /// stand.
    /// </summary>
    /// <param name="words">The words.</param>
    /// <param name="knows">Whether the model knows a word.</param>
    IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows);
}
