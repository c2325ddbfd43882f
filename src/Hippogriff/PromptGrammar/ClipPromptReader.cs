using Hippogriff.Conditioning;
using Hippogriff.Texts;
using Hippogriff.Tokenizers;

namespace Hippogriff.PromptGrammar;

/// <summary>Reads prompts for CLIP encoders: grammar, tokens, chunks, and what is not drawn as it is written.</summary>
public static class ClipPromptReader
{
    /// <summary>Largest number of chunks; further ones are cut off.</summary>
    public const int MostChunks = 32;

    /// <summary>Largest weight, in either direction; larger ones give pictures of nothing but noise.</summary>
    public const double LargestWeight = 1e6;

    /// <summary>Reads a prompt.</summary>
    /// <param name="prompt">The prompt; may be empty.</param>
    /// <param name="tokenizer">The encoder's tokenizer.</param>
    /// <param name="weighting">Which program's grammar it has.</param>
    /// <param name="triggers">Words of embeddings.</param>
    /// <exception cref="HippogriffException">A weight is no number or too large, or the prompt is too long or nested
    /// too deep.</exception>
    public static ClipPrompt Read(
        string prompt,
        ClipTokenizer tokenizer,
        PromptWeighting weighting = PromptWeighting.A1111,
        IReadOnlyList<EmbeddingTrigger>? triggers = null
    )
    {
        if (prompt.Length > ClipTokenizer.LongestText)
            throw new HippogriffException(
                $"A prompt of {Counted.Grouped(prompt.Length, "character")} is too long; "
                    + $"at most {ClipTokenizer.LongestText:N0} are read."
            );
        ClipPrompt read = weighting switch
        {
            PromptWeighting.Diffusers => Plain(prompt, tokenizer, triggers ?? []),
            PromptWeighting.ComfyUI => Comfy(prompt, tokenizer.WithOrdinaryPadding(), triggers),
            PromptWeighting.Chunks => Chunked([new WeightedText(prompt, 1)], tokenizer.WithOrdinaryPadding(), triggers),
            _ => A1111(prompt, tokenizer.WithOrdinaryPadding(), triggers),
        };
        if (read.Tokens.FirstOrDefault(token => !(Math.Abs(token.Weight) <= LargestWeight)) is { } heavy)
            throw new HippogriffException(
                $"The prompt gives '{Fit.Piece(heavy.Text)}' the weight {heavy.Weight:g3}; "
                    + $"weights are at most {LargestWeight:N0}."
            );
        return Limited(read);
    }

    private const int UsualSteps = 20; // any number: the text of the first step is taken

    private static ClipPrompt A1111(string prompt, ClipTokenizer tokenizer, IReadOnlyList<EmbeddingTrigger>? triggers)
    {
        List<PromptNote> notes = [];
        (string text, IReadOnlyList<ExtraNetwork> networks) = ExtraNetworks.TakeFrom(prompt);
        notes.AddRange(networks.Select(network => new PromptNote(PromptNoteKind.ExtraNetwork, network.Text)));
        if (ComposedPrompt.Parse(text).Count > 1)
            notes.Add(new PromptNote(PromptNoteKind.Composition, text));
        if (PromptSchedule.Changes(text))
        {
            text = PromptSchedule.Of(text, UsualSteps)[0].Text;
            notes.Add(new PromptNote(PromptNoteKind.Schedule, text));
        }
        IReadOnlyList<WeightedText> parts = A1111Emphasis.Parse(text);
        if (parts.Any(part => part.Text == WeightedText.Break && !part.IsBreak))
            notes.Add(new PromptNote(PromptNoteKind.BreakInBrackets, WeightedText.Break));
        return Chunked(parts, tokenizer, triggers) with { Notes = notes };
    }

    private static ClipPrompt Chunked(
        IReadOnlyList<WeightedText> parts,
        ClipTokenizer tokenizer,
        IReadOnlyList<EmbeddingTrigger>? triggers
    )
    {
        (IReadOnlyList<PromptChunk> chunks, IReadOnlyList<PromptToken> tokens) = A1111Chunks.Divide(
            parts,
            tokenizer,
            triggers
        );
        return new ClipPrompt(chunks, tokens, []);
    }

    private static ClipPrompt Comfy(string prompt, ClipTokenizer tokenizer, IReadOnlyList<EmbeddingTrigger>? triggers)
    {
        (IReadOnlyList<PromptChunk> chunks, IReadOnlyList<PromptToken> tokens, IReadOnlyList<string> unknown) =
            ComfyChunks.Divide(ComfyEmphasis.Parse(prompt), tokenizer, triggers);
        return new ClipPrompt(
            chunks,
            tokens,
            [.. unknown.Distinct().Select(name => new PromptNote(PromptNoteKind.UnknownEmbedding, name))]
        );
    }

    /// <summary>One chunk, in which embeddings stand where their words do; the rest is cut off.</summary>
    private static ClipPrompt Plain(string prompt, ClipTokenizer tokenizer, IReadOnlyList<EmbeddingTrigger> triggers)
    {
        ChunkBuilder chunks = new(tokenizer);
        List<int> cut = [];
        foreach ((string text, EmbeddingTrigger? trigger) in TriggerWords.Split(prompt, triggers))
            if (trigger is not null)
                chunks.Add(trigger, 1, Math.Min(trigger.Vectors, chunks.Free));
            else
                foreach (int id in tokenizer.Encode(text))
                    if (chunks.Free > 0)
                        chunks.Add(id, 1);
                    else
                        cut.Add(id);
        chunks.Close();
        return new ClipPrompt(
            chunks.Chunks,
            chunks.Shown,
            cut.Count == 0 ? [] : [new PromptNote(PromptNoteKind.Cut, tokenizer.Decode(cut))]
        );
    }

    private static ClipPrompt Limited(ClipPrompt read)
    {
        if (read.Chunks.Count <= MostChunks)
            return read;
        string cut = string.Join(
            ' ',
            read.Tokens.Where(token => token.Chunk >= MostChunks).Select(token => token.Text)
        );
        return new ClipPrompt(
            [.. read.Chunks.Take(MostChunks)],
            [.. read.Tokens.Where(token => token.Chunk < MostChunks)],
            [.. read.Notes, new PromptNote(PromptNoteKind.Cut, cut)]
        );
    }
}
