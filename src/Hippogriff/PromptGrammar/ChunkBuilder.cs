using Hippogriff.Tokenizers;

namespace Hippogriff.PromptGrammar;

/// <summary>One token of the stream that is divided into chunks.</summary>
/// <param name="Id">Its id; 0 for a vector.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Embedding">The embedding whose vector it is, or null.</param>
internal readonly record struct StreamToken(int Id, double Weight, string? Embedding);

/// <summary>Collects the chunks of a prompt, as the programs do that divide long prompts.</summary>
internal sealed class ChunkBuilder(ClipTokenizer tokenizer)
{
    private readonly List<PromptChunk> _chunks = [];
    private readonly List<PromptToken> _shown = [];
    private List<StreamToken> _tokens = [];
    private List<EmbeddingPlace> _places = [];

    /// <summary>Tokens in the open chunk.</summary>
    public int Count => _tokens.Count;

    /// <summary>Free places in the open chunk.</summary>
    public int Free => ClipTokenizer.Room - _tokens.Count;

    /// <summary>Chunks that are closed.</summary>
    public IReadOnlyList<PromptChunk> Chunks => _chunks;

    /// <summary>The tokens of closed chunks.</summary>
    public IReadOnlyList<PromptToken> Shown => _shown;

    /// <summary>Appends an ordinary token.</summary>
    public void Add(int id, double weight) => _tokens.Add(new StreamToken(id, weight, null));

    /// <summary>Appends the vectors of an embedding.</summary>
    public void Add(EmbeddingTrigger trigger, double weight, int vectors)
    {
        _places.Add(new EmbeddingPlace(_tokens.Count + 1, trigger.Name));
        for (int i = 0; i < vectors; i++)
            _tokens.Add(new StreamToken(0, weight, trigger.Name));
    }

    /// <summary>
    /// Closes the chunk before token <paramref name="count"/> and moves the rest into the next one. Places of vectors
    /// stay behind, as in Stable Diffusion's web UI, whose pictures would differ otherwise.
    /// </summary>
    public void CloseAfter(int count)
    {
        List<StreamToken> moved = _tokens[count..];
        _tokens = _tokens[..count];
        Close();
        _tokens = moved;
    }

    /// <summary>Closes the chunk: start, tokens, end, padding.</summary>
    public void Close()
    {
        int[] ids = new int[ClipTokenizer.Length];
        double[] weights = new double[ClipTokenizer.Length];
        Array.Fill(ids, tokenizer.PaddingId);
        Array.Fill(weights, 1);
        ids[0] = tokenizer.Vocabulary.StartId;
        for (int i = 0; i < _tokens.Count; i++)
            (ids[i + 1], weights[i + 1]) = (_tokens[i].Id, _tokens[i].Weight);
        ids[_tokens.Count + 1] = tokenizer.Vocabulary.EndId;
        if (tokenizer.PaddingId != tokenizer.Vocabulary.EndId)
        {
            // An end token that was written in the prompt ends it for encoders with padding of their own.
            int end = Array.IndexOf(ids, tokenizer.Vocabulary.EndId);
            Array.Fill(ids, tokenizer.PaddingId, end + 1, ids.Length - end - 1);
        }
        _shown.AddRange(
            _tokens.Select(token => new PromptToken(
                token.Embedding ?? tokenizer.Vocabulary.TextOf(token.Id),
                token.Id,
                token.Weight,
                _chunks.Count
            )
            {
                Embedding = token.Embedding,
            })
        );
        _chunks.Add(new PromptChunk(ids, weights, _places));
        (_tokens, _places) = ([], []);
    }
}
