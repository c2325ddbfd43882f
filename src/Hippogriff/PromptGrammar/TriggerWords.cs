using System.Text;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// Finds the words of embeddings in a text. Case does not count, the longest word at a place does, and a word does not
/// begin or end within a run of letters.
/// </summary>
internal static class TriggerWords
{
    /// <summary>The text between triggers, and the triggers, in order.</summary>
    public static IEnumerable<(string Text, EmbeddingTrigger? Trigger)> Split(
        string text,
        IReadOnlyList<EmbeddingTrigger> triggers
    )
    {
        int from = 0;
        while (triggers.Count > 0)
        {
            (int at, EmbeddingTrigger? found) = (-1, null);
            foreach (EmbeddingTrigger trigger in triggers)
                if (Find(text, from, trigger.Word) is { } next)
                    if (found is null || next < at || (next == at && trigger.Word.Length > found.Word.Length))
                        (at, found) = (next, trigger);
            if (found is null)
                break;
            if (at > from)
                yield return (text[from..at], null);
            yield return (found.Word, found);
            from = at + found.Word.Length;
        }
        if (from < text.Length)
            yield return (text[from..], null);
    }

    private static int? Find(string text, int from, string word)
    {
        for (int at = from; word.Length > 0; at++)
        {
            at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return null;
            int end = at + word.Length;
            if (!(IsLetterBefore(text, at) && Begins(word)) && !(IsLetterBefore(text, end) && IsLetterAt(text, end)))
                return at;
        }
        return null;
    }

    private static bool Begins(string word) => IsLetterAt(word, 0);

    private static bool IsLetterAt(string text, int at) =>
        at < text.Length && Rune.TryGetRuneAt(text, at, out Rune rune) && Rune.IsLetter(rune);

    private static bool IsLetterBefore(string text, int end) =>
        end > 0
        && Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out Rune rune, out _) == System.Buffers.OperationStatus.Done
        && Rune.IsLetter(rune);
}
