using Hippogriff.Texts;
using Hippogriff.Tokenizers;

namespace Hippogriff.PromptGrammar;

/// <summary>A prompt as CLIP encoders get it, and what is shown of it.</summary>
/// <param name="Chunks">Sequences of 77 tokens, at least one.</param>
/// <param name="Tokens">The tokens in order, without start, end and padding.</param>
/// <param name="Notes">What is not drawn as it is written.</param>
public sealed record ClipPrompt(
    IReadOnlyList<PromptChunk> Chunks,
    IReadOnlyList<PromptToken> Tokens,
    IReadOnlyList<PromptNote> Notes
)
{
    private const int MostQuoted = 200;

    /// <summary>Whether everything is drawn as it is written.</summary>
    public bool IsWhole => Notes.Count == 0;

    /// <summary>The notes, one sentence each.</summary>
    /// <param name="what">What it is: "prompt" or "negative prompt".</param>
    public IReadOnlyList<string> Sentences(string what = "prompt") =>
        [
            .. Notes
                .GroupBy(note => (note.Kind, note.Why))
                .Select(notes => Sentence(notes.Key.Kind, Quoted(notes), notes.Key.Why, what)),
        ];

    /// <summary>An empty chunk, which makes one prompt as long as another.</summary>
    public static PromptChunk EmptyChunk(ClipTokenizer tokenizer)
    {
        int[] ids = new int[ClipTokenizer.Length];
        Array.Fill(ids, tokenizer.PaddingId);
        (ids[0], ids[1]) = (tokenizer.Vocabulary.StartId, tokenizer.Vocabulary.EndId);
        double[] weights = new double[ids.Length];
        Array.Fill(weights, 1);
        return new PromptChunk(ids, weights, []);
    }

    private static string Sentence(PromptNoteKind kind, string parts, string? why, string what) =>
        kind switch
        {
            PromptNoteKind.Cut => $"The {what} is longer than what is read; this was not read: {parts}.",
            PromptNoteKind.ExtraNetwork =>
                $"The {what} names {parts}, which is not followed here; a LoRA is named beside the prompt.",
            PromptNoteKind.Schedule =>
                $"The {what} changes during the steps, which is not followed here; it is drawn as {parts}.",
            PromptNoteKind.Composition => $"The {what} joins prompts by AND, which is read as a word here.",
            PromptNoteKind.BreakInBrackets =>
                $"The {what} has BREAK inside brackets, where it is a word with a negative weight.",
            PromptNoteKind.UnfitEmbedding =>
                $"The {what} names the embedding {parts}, {why}; its name is read as text.",
            _ => $"The {what} names the embedding {parts}, which is not there; its name is read as text.",
        };

    private static string Quoted(IEnumerable<PromptNote> notes)
    {
        string text = string.Join(", ", notes.Select(note => $"'{note.Text}'"));
        return Fit.Line(text.Length <= MostQuoted ? text : text[..MostQuoted] + "...");
    }
}
