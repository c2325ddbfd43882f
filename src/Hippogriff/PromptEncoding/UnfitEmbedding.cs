using Hippogriff.PromptGrammar;

namespace Hippogriff.PromptEncoding;

/// <summary>An embedding that lies where prompts look for it and cannot be used with this model.</summary>
/// <param name="Name">Its name: the word of prompts that would stand for it.</param>
/// <param name="Why">Why, as a clause behind its name: "which is of ...".</param>
internal sealed record UnfitEmbedding(string Name, string Why)
{
    /// <summary>A file that can run code when it is read, so that it never is.</summary>
    public static UnfitEmbedding Pickle(string path) =>
        new(
            Path.GetFileNameWithoutExtension(path),
            $"which is a pickle ({Path.GetExtension(path)}) and is not read; it is needed as .safetensors"
        );

    /// <summary>Adds to a prompt what it names of such embeddings. One that can be used comes before one of the same
    /// name.</summary>
    public static ClipPrompt NotedIn(
        ClipPrompt read,
        string prompt,
        IReadOnlyList<UnfitEmbedding> unfit,
        IReadOnlyList<EmbeddingTrigger> usable
    )
    {
        EmbeddingTrigger[] all =
        [
            .. usable,
            .. unfit
                .Where(one => !usable.Any(other => Is(other.Word, one)))
                .Select(one => new EmbeddingTrigger(one.Name, 1, one.Why)),
        ];
        PromptNote[] notes =
        [
            .. TriggerWords
                .Split(prompt, all)
                .Where(part => part.Trigger is not null && !usable.Contains(part.Trigger))
                .Select(part => new PromptNote(PromptNoteKind.UnfitEmbedding, part.Trigger!.Word)
                {
                    Why = part.Trigger.Name,
                })
                .Distinct(),
        ];
        if (notes.Length == 0)
            return read;
        bool isSaid(PromptNote note) =>
            note.Kind == PromptNoteKind.UnknownEmbedding
            && notes.Any(other => other.Text.Equals(note.Text, StringComparison.OrdinalIgnoreCase));
        return read with { Notes = [.. read.Notes.Where(note => !isSaid(note)), .. notes] };
    }

    private static bool Is(string word, UnfitEmbedding one) =>
        word.Equals(one.Name, StringComparison.OrdinalIgnoreCase);
}
