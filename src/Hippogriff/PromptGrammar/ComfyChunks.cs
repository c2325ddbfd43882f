using System.Text.RegularExpressions;
using Hippogriff.Tokenizers;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// Divides a prompt into chunks as ComfyUI does. A part of fewer than eight tokens is not split: it moves to the next
/// chunk. <c>embedding:name</c> stands for the vectors of an embedding.
/// </summary>
public static partial class ComfyChunks
{
    private const int Large = 8;
    private const string Mark = "embedding:";

    /// <summary>The chunks and tokens of a prompt, and the embeddings that are not there.</summary>
    /// <param name="parts">Parts of the prompt.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="triggers">The known embeddings.</param>
    public static (
        IReadOnlyList<PromptChunk> Chunks,
        IReadOnlyList<PromptToken> Tokens,
        IReadOnlyList<string> Unknown
    ) Divide(
        IReadOnlyList<WeightedText> parts,
        ClipTokenizer tokenizer,
        IReadOnlyList<EmbeddingTrigger>? triggers = null
    )
    {
        ChunkBuilder chunks = new(tokenizer);
        List<string> unknown = [];
        foreach (WeightedText part in parts)
        {
            string[] words = Embedding().Split(part.Text);
            for (int i = 0; i < words.Length; i++)
            {
                string word = i == 0 ? words[i] : Mark + words[i];
                if (word.StartsWith(Mark, StringComparison.Ordinal))
                    word = AddEmbedding(word, part.Weight);
                AddText(word, part.Weight);
            }
        }
        chunks.Close();
        return (chunks.Chunks, chunks.Shown, unknown);

        // Returns what is left to be read as text.
        string AddEmbedding(string word, double weight)
        {
            string name = Name().Match(word, Mark.Length).Value;
            EmbeddingTrigger? trigger = (triggers ?? []).FirstOrDefault(trigger =>
                string.Equals(trigger.Word, name, StringComparison.OrdinalIgnoreCase)
            );
            if (trigger is null)
            {
                unknown.Add(name);
                return word;
            }
            int vectors = Math.Min(trigger.Vectors, ClipTokenizer.Room);
            if (chunks.Free < vectors)
                chunks.Close();
            chunks.Add(trigger, weight, vectors);
            return word[(Mark.Length + name.Length)..];
        }

        void AddText(string text, double weight)
        {
            IReadOnlyList<int> ids = tokenizer.Encode(ComfyCleaning.Clean(text));
            if (ids.Count < Large && ids.Count > chunks.Free)
                chunks.Close();
            foreach (int id in ids)
            {
                if (chunks.Free == 0)
                    chunks.Close();
                chunks.Add(id, weight);
            }
        }
    }

    [GeneratedRegex(@"[ \n](?=embedding:)embedding:", RegexOptions.CultureInvariant)]
    private static partial Regex Embedding();

    [GeneratedRegex(@"\G[^\s,]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
