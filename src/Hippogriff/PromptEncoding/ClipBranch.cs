using Hippogriff.Conditioning;
using Hippogriff.Models.ClipText;
using Hippogriff.PromptGrammar;
using Hippogriff.Texts;
using Hippogriff.Tokenizers;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.PromptEncoding;

/// <summary>What a denoiser gets of the pooled vector of an encoder.</summary>
public enum ClipPooling
{
    /// <summary>Nothing: SD 1.x and SD 2.x, and SDXL's first encoder.</summary>
    None,

    /// <summary>The pooled vector itself: FLUX.1.</summary>
    Plain,

    /// <summary>The pooled vector times the projection: SDXL's second encoder.</summary>
    Projected,
}

/// <summary>One text encoder of a model, with how its output is used.</summary>
/// <param name="Encoder">The network; used, not owned.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
public sealed record ClipBranch(ClipTextEncoder Encoder, ClipTokenizer Tokenizer)
{
    /// <summary>
    /// Which state is used if a request names none, counted from the end as Stable Diffusion's web UI does. 1 is that
    /// of the last block (SD 1.x), 2 that of the last block but one (SDXL).
    /// </summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>Whether the final norm is applied: SD 1.x and SD 2.x, not SDXL.</summary>
    public bool HasFinalNorm { get; init; } = true;

    /// <summary>What the denoiser gets of the pooled vector.</summary>
    public ClipPooling Pooling { get; init; }

    /// <summary>The vectors of all tokens, and the pooled vector, of prompts that are divided into chunks.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="chunks">Number of chunks of each; empty chunks are appended.</param>
    /// <param name="request">Clip skip and how weights are applied.</param>
    /// <param name="embeddings">Embeddings by name.</param>
    /// <returns>[K, chunks * 77, D] and [K, P], in the caller's dispose scope.</returns>
    internal (Tensor Tokens, Tensor? Pooled) Encode(
        IReadOnlyList<ClipPrompt> prompts,
        int chunks,
        ConditionRequest request,
        IReadOnlyDictionary<string, TextEmbedding> embeddings
    )
    {
        PromptChunk empty = ClipPrompt.EmptyChunk(Tokenizer);
        List<PromptChunk> all =
        [
            .. prompts.SelectMany(prompt =>
                prompt.Chunks.Concat(Enumerable.Repeat(empty, Math.Max(0, chunks - prompt.Chunks.Count)))
            ),
        ];
        bool moves = request.Weighting == PromptWeighting.ComfyUI && all.Exists(IsWeighted);
        if (moves)
            all.Add(empty);
        Device device = Encoder.parameters().First().device;
        Tensor ids = tensor(
                [.. all.SelectMany(chunk => chunk.Ids).Select(id => (long)id)],
                all.Count,
                ClipTokenizer.Length
            )
            .to(device);
        ClipTextOutput output = Encoder.Encode(ids, [.. Placed(all, embeddings)]);
        Tensor z = StateOf(output, request.ClipSkip ?? ClipSkip);
        Tensor read = moves ? z.narrow(0, 0, all.Count - 1) : z;
        if (all.Exists(IsWeighted))
            read = Weighted(
                read,
                [.. all.Take((int)read.shape[0])],
                request.Weighting,
                moves ? z.select(0, all.Count - 1) : null
            );
        Tensor? pooled = Pooling switch
        {
            ClipPooling.Plain => output.Pooled,
            ClipPooling.Projected => output.Projected
                ?? throw new HippogriffException(
                    "The model's text encoder has no projection, which its denoiser needs.",
                    FaultKind.Incompatible
                ),
            _ => null,
        };
        // The pooled vector is that of the first chunk, without weights.
        using Tensor first = arange(Held(0), Held((long)prompts.Count * chunks), Held((long)chunks), device: device);
        return (read.reshape(prompts.Count, -1, read.shape[2]), pooled?.index_select(0, first));
    }

    private static Tensor Weighted(
        Tensor z,
        IReadOnlyList<PromptChunk> chunks,
        PromptWeighting weighting,
        Tensor? empty
    )
    {
        Tensor w = tensor(
                [.. chunks.SelectMany(chunk => chunk.Weights).Select(weight => (float)weight)],
                chunks.Count,
                ClipTokenizer.Length
            )
            .to(z.device);
        return weighting switch
        {
            PromptWeighting.A1111 => WeightedOutput.MeanRestored(z, w),
            PromptWeighting.A1111NoNorm => WeightedOutput.Scaled(z, w),
            PromptWeighting.ComfyUI => WeightedOutput.Interpolated(z, w, empty!),
            _ => z,
        };
    }

    private Tensor StateOf(ClipTextOutput output, int skip)
    {
        int layers = Encoder.Config.Layers;
        if (skip < 1 || skip > layers)
            throw new HippogriffException(
                $"Clip skip is {skip}; 1 to {layers} are allowed, the number of the text encoder's layers."
            );
        if (skip == 1 && HasFinalNorm)
            return output.Last;
        Tensor state = output.Hidden[^skip];
        return HasFinalNorm ? Encoder.Norm(state) : state;
    }

    private IEnumerable<PlacedVectors> Placed(
        IReadOnlyList<PromptChunk> chunks,
        IReadOnlyDictionary<string, TextEmbedding> embeddings
    ) =>
        chunks.SelectMany(
            (chunk, row) =>
                chunk.Embeddings.Select(place => new PlacedVectors(
                    row,
                    place.At,
                    embeddings[place.Name].For(Encoder).to(Encoder.parameters().First().device)
                ))
        );

    private static bool IsWeighted(PromptChunk chunk) => chunk.Weights.Any(weight => weight != 1);
}
