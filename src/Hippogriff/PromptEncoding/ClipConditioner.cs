using Hippogriff.Conditioning;
using Hippogriff.PromptGrammar;
using Hippogriff.Texts;
using Hippogriff.Tokenizers;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.PromptEncoding;

/// <summary>
/// Conditioner with one or more CLIP text encoders. Their vectors are joined on channels, as SDXL does. Prompts of one
/// call get the same number of chunks, by empty ones at the end.
/// </summary>
public sealed class ClipConditioner : ITextConditioner, IDisposable
{
    private readonly IReadOnlyList<ClipBranch> _branches;
    private Dictionary<string, TextEmbedding> _embeddings = [];
    private IReadOnlyList<EmbeddingTrigger> _triggers = [];

    /// <param name="branches">The encoders, at least one; the pooled vectors of those that give any are joined,
    /// too.</param>
    public ClipConditioner(params IReadOnlyList<ClipBranch> branches)
    {
        if (branches.Count == 0)
            throw new ArgumentException("A conditioner has at least one text encoder.", nameof(branches));
        _branches = branches;
    }

    /// <summary>Called before the encoders are used.</summary>
    internal Action? BeforeEncoding { get; set; }

    /// <summary>Embeddings that were found and do not fit, of which prompts that name them tell.</summary>
    internal IReadOnlyList<UnfitEmbedding> Unfit { get; set; } = [];

    /// <summary>Takes embeddings, which are then owned, in place of those before.</summary>
    /// <exception cref="HippogriffException">One does not fit an encoder, or two have the same word; all stay with the
    /// caller.</exception>
    public void Use(IReadOnlyList<TextEmbedding> embeddings)
    {
        HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, TextEmbedding> byName = new(StringComparer.Ordinal);
        foreach (TextEmbedding embedding in embeddings)
        {
            foreach (ClipBranch branch in _branches)
                _ = embedding.For(branch.Encoder);
            if (embedding.Words.FirstOrDefault(word => !words.Add(word)) is { } twice)
                throw new HippogriffException($"Two embeddings have the word '{Fit.Piece(twice)}'.");
            byName.Add(embedding.Name, embedding);
        }
        Dispose();
        _embeddings = byName;
        _triggers = [.. embeddings.SelectMany(embedding => embedding.Triggers)];
    }

    /// <summary>
    /// Takes more embeddings, which are then owned, until the result is disposed. They come before others with their
    /// words.
    /// </summary>
    /// <exception cref="HippogriffException">One does not fit an encoder, or two have the same word; all stay with the
    /// caller.</exception>
    public IDisposable Add(IReadOnlyList<TextEmbedding> embeddings)
    {
        (Dictionary<string, TextEmbedding> before, IReadOnlyList<EmbeddingTrigger> triggers) = (_embeddings, _triggers);
        (_embeddings, _triggers) = ([], []); // so that they stay
        try
        {
            Use(embeddings);
        }
        catch
        {
            (_embeddings, _triggers) = (before, triggers);
            throw;
        }
        _triggers = Joined(_triggers, triggers);
        foreach ((string name, TextEmbedding old) in before)
            _embeddings.TryAdd(name, old);
        return new Added(() =>
        {
            foreach (TextEmbedding embedding in embeddings)
                embedding.Dispose();
            (_embeddings, _triggers) = (before, triggers);
        });
    }

    /// <summary>Triggers with those of <paramref name="others"/> that they do not replace.</summary>
    private static IReadOnlyList<EmbeddingTrigger> Joined(
        IReadOnlyList<EmbeddingTrigger> first,
        IReadOnlyList<EmbeddingTrigger> others
    )
    {
        HashSet<string> words = new(first.Select(trigger => trigger.Word), StringComparer.OrdinalIgnoreCase),
            names = [.. first.Select(trigger => trigger.Name)];
        return [.. first, .. others.Where(other => !words.Contains(other.Word) && !names.Contains(other.Name))];
    }

    private sealed class Added(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }

    /// <summary>How a prompt is read by the first encoder: its tokens, and what is not drawn as written.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="weighting">Which program's grammar is followed.</param>
    /// <param name="added">Words of embeddings as if they were added; null for none.</param>
    /// <inheritdoc cref="ClipPromptReader.Read" path="/exception"/>
    public ClipPrompt Read(
        string prompt,
        PromptWeighting weighting = PromptWeighting.A1111,
        IReadOnlyList<EmbeddingTrigger>? added = null
    )
    {
        IReadOnlyList<EmbeddingTrigger> usable = Joined(added ?? [], _triggers);
        ClipPrompt read = ClipPromptReader.Read(prompt, _branches[0].Tokenizer, weighting, usable);
        return UnfitEmbedding.NotedIn(read, prompt, Unfit, usable);
    }

    /// <summary>The words of a prompt, each with the places of its tokens in a condition.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public IReadOnlyList<(string Word, IReadOnlyList<int> Places)> WordsOf(string prompt, PromptWeighting weighting)
    {
        List<(string Word, IReadOnlyList<int> Places)> words = [];
        (string text, List<int> places) = ("", []);
        int chunk = 0,
            inChunk = 0;
        foreach (PromptToken token in Read(prompt, weighting).Tokens)
        {
            if (token.Chunk != chunk)
                (chunk, inChunk) = (token.Chunk, 0);
            places.Add(chunk * ClipTokenizer.Length + 1 + inChunk++); // the first place is the start
            text += token.Text;
            if (token.Embedding is null && !_branches[0].Tokenizer.Vocabulary.EndsWord(token.Id))
                continue;
            words.Add((token.Embedding ?? text, places));
            (text, places) = ("", []);
        }
        if (places.Count > 0)
            words.Add((text, places));
        return words;
    }

    /// <summary>One vector a text: what the encoders make of all of it, at its end. Weights do not count.</summary>
    /// <param name="texts">The texts; of long ones the first chunk counts.</param>
    /// <returns>[N, D], owned by the caller.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    public Tensor VectorsOf(IReadOnlyList<string> texts)
    {
        BeforeEncoding?.Invoke();
        using IDisposable scope = NewDisposeScope();
        ConditionRequest anySize = new(ClipTokenizer.Length, ClipTokenizer.Length);
        Tensor[] vectors =
        [
            .. _branches.Select(branch =>
            {
                ClipPrompt[] read =
                [
                    .. texts.Select(text =>
                        ClipPromptReader.Read(text, branch.Tokenizer, PromptWeighting.A1111, _triggers)
                    ),
                ];
                ClipBranch pooling = branch with { Pooling = ClipPooling.Plain };
                return pooling.Encode(read, read.Max(one => one.Chunks.Count), anySize, _embeddings).Pooled!;
            }),
        ];
        return cat(vectors, -1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="HippogriffException">A prompt or the clip skip is not valid.</exception>
    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request)
    {
        BeforeEncoding?.Invoke();
        ClipPrompt[][] read =
        [
            .. _branches.Select(branch =>
                prompts
                    .Select(prompt => ClipPromptReader.Read(prompt, branch.Tokenizer, request.Weighting, _triggers))
                    .ToArray()
            ),
        ];
        int chunks = read.Max(branch => branch.Max(prompt => prompt.Chunks.Count));
        using IDisposable scope = NewDisposeScope();
        (Tensor Tokens, Tensor? Pooled)[] outputs =
        [
            .. _branches.Select((branch, i) => branch.Encode(read[i], chunks, request, _embeddings)),
        ];
        Tensor tokens = outputs.Length == 1 ? outputs[0].Tokens : cat([.. outputs.Select(output => output.Tokens)], -1);
        Tensor[] vectors = [.. outputs.Select(output => output.Pooled).OfType<Tensor>()];
        Tensor? pooled = vectors.Length switch
        {
            0 => null,
            1 => vectors[0],
            _ => cat(vectors, -1),
        };
        Condition rows = new(tokens.MoveToOuterDisposeScope(), pooled?.MoveToOuterDisposeScope());
        if (request.EmbeddedGuidance is not { } guidance)
            return rows;
        Tensor scale = full([rows.Rows], Held(guidance), dtype: ScalarType.Float32, device: tokens.device);
        return rows.With(ExtraInputs.Guidance, scale.MoveToOuterDisposeScope());
    }

    /// <summary>Frees the embeddings; the encoders belong to the model.</summary>
    public void Dispose()
    {
        foreach (TextEmbedding embedding in _embeddings.Values)
            embedding.Dispose();
        (_embeddings, _triggers) = ([], []);
    }
}
