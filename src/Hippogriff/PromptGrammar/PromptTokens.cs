namespace Hippogriff.PromptGrammar;

/// <summary>One token of a prompt, as it is shown.</summary>
/// <param name="Text">Its text; bytes that make no whole character are written as <c>&lt;0xE7&gt;</c>.</param>
/// <param name="Id">Its id in the vocabulary; 0 for a vector of an embedding.</param>
/// <param name="Weight">Its weight; 1 is plain.</param>
/// <param name="Chunk">Its chunk, counted from 0.</param>
public sealed record PromptToken(string Text, int Id, double Weight, int Chunk)
{
    /// <summary>The embedding whose vector it is; null for an ordinary token.</summary>
    public string? Embedding { get; init; }
}

/// <summary>One sequence for a text encoder, with start, end and padding.</summary>
/// <param name="Ids">Token ids, 77 of them.</param>
/// <param name="Weights">The weight of each token.</param>
/// <param name="Embeddings">Where vectors of embeddings replace those of the tokens.</param>
public sealed record PromptChunk(
    IReadOnlyList<int> Ids,
    IReadOnlyList<double> Weights,
    IReadOnlyList<EmbeddingPlace> Embeddings
);

/// <summary>The vectors of an embedding in a chunk.</summary>
/// <param name="At">Place of its first vector among the 77.</param>
/// <param name="Name">Name of the embedding.</param>
public sealed record EmbeddingPlace(int At, string Name);

/// <summary>A word of prompts that stands for the vectors of an embedding.</summary>
/// <param name="Word">The word, in any case.</param>
/// <param name="Vectors">Number of vectors, at least 1.</param>
/// <param name="Name">Name of the embedding.</param>
public sealed record EmbeddingTrigger(string Word, int Vectors, string Name);

/// <summary>What of a prompt is not drawn as it is written.</summary>
public enum PromptNoteKind
{
    /// <summary>Text behind the last token that is read.</summary>
    Cut,

    /// <summary>A network such as <c>&lt;lora:name:1&gt;</c>, which is named beside the prompt here.</summary>
    ExtraNetwork,

    /// <summary>An edit or alternation; the text of the first step is drawn.</summary>
    Schedule,

    /// <summary>AND between prompts; it is read as a word.</summary>
    Composition,

    /// <summary>BREAK inside brackets, which is a word with a negative weight.</summary>
    BreakInBrackets,

    /// <summary>An embedding that is not there; its name is read as text.</summary>
    UnknownEmbedding,

    /// <summary>An embedding whose file cannot be used with this model; its name is read as text.</summary>
    UnfitEmbedding,
}

/// <summary>A part of a prompt that is not drawn as it is written.</summary>
/// <param name="Kind">What about it.</param>
/// <param name="Text">The part.</param>
public sealed record PromptNote(PromptNoteKind Kind, string Text)
{
    /// <summary>Why it is not drawn as it is written, as a clause behind its name; null where the kind tells.</summary>
    public string? Why { get; init; }
}
