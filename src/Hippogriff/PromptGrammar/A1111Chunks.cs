using Hippogriff.Tokenizers;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// Divides a prompt into chunks of 75 tokens as Stable Diffusion's web UI does. BREAK ends a chunk. If a chunk is full
/// and its last comma is at most some tokens back, what follows the comma moves to the next chunk.
/// </summary>
public static class A1111Chunks
{
    /// <summary>The web UI's default for how far back a comma may be.</summary>
    public const int CommaBacktrack = 20;

    private const string Comma = ",</w>";

    /// <summary>The chunks and tokens of a prompt that is already divided by weights.</summary>
    /// <param name="parts">Parts of the prompt.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="triggers">Words of embeddings.</param>
    /// <param name="commaBacktrack">How many tokens back a comma may be; 0 for no such rule.</param>
    public static (IReadOnlyList<PromptChunk> Chunks, IReadOnlyList<PromptToken> Tokens) Divide(
        IReadOnlyList<WeightedText> parts,
        ClipTokenizer tokenizer,
        IReadOnlyList<EmbeddingTrigger>? triggers = null,
        int commaBacktrack = CommaBacktrack
    )
    {
        Division division = new(tokenizer, commaBacktrack);
        foreach (WeightedText part in parts)
        {
            if (part.IsBreak)
            {
                division.Close();
                continue;
            }
            string clean = A1111Cleaning.Clean(part.Text);
            foreach ((string text, EmbeddingTrigger? trigger) in TriggerWords.Split(clean, triggers ?? []))
                if (trigger is not null)
                    division.Add(trigger, part.Weight);
                else
                    foreach (int id in tokenizer.Encode(text))
                        division.Add(id, part.Weight);
        }
        return division.Done();
    }

    /// <summary>The chunks so far, and the last comma of the open one.</summary>
    private sealed class Division(ClipTokenizer tokenizer, int commaBacktrack)
    {
        private readonly ChunkBuilder _chunks = new(tokenizer);
        private readonly int _commaId = tokenizer.Vocabulary.Ids.GetValueOrDefault(Comma, -1);
        private int _lastComma = -1;

        public void Add(int id, double weight)
        {
            if (id == _commaId)
                _lastComma = _chunks.Count;
            else
                MoveBehindComma();
            if (_chunks.Free == 0)
                Close();
            _chunks.Add(id, weight);
        }

        /// <summary>The vectors of an embedding are not split over chunks.</summary>
        public void Add(EmbeddingTrigger trigger, double weight)
        {
            MoveBehindComma();
            int vectors = Math.Min(trigger.Vectors, ClipTokenizer.Room);
            if (_chunks.Free < vectors)
                Close();
            _chunks.Add(trigger, weight, vectors);
        }

        public void Close()
        {
            _chunks.Close();
            _lastComma = -1;
        }

        public (IReadOnlyList<PromptChunk>, IReadOnlyList<PromptToken>) Done()
        {
            if (_chunks.Count > 0 || _chunks.Chunks.Count == 0)
                Close();
            return (_chunks.Chunks, _chunks.Shown);
        }

        private void MoveBehindComma()
        {
            bool isNear = _lastComma != -1 && _chunks.Count - _lastComma <= commaBacktrack;
            if (commaBacktrack == 0 || _chunks.Free > 0 || !isNear)
                return;
            _chunks.CloseAfter(_lastComma + 1);
            _lastComma = -1;
        }
    }
}
