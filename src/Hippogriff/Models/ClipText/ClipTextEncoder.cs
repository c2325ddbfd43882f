using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.ClipText;

/// <summary>What a CLIP text encoder makes of N sequences.</summary>
/// <param name="Hidden">The embeddings, then the output of each block, [N, L, D] each; without the final norm.</param>
/// <param name="Last">The last of them with the final norm [N, L, D].</param>
/// <param name="Pooled">The row of <paramref name="Last"/> at the end token [N, D].</param>
/// <param name="Projected">The pooled vector times the projection [N, P]; null without one.</param>
public sealed record ClipTextOutput(IReadOnlyList<Tensor> Hidden, Tensor Last, Tensor Pooled, Tensor? Projected);

/// <summary>Vectors that stand in place of the embeddings of tokens.</summary>
/// <param name="Row">Sequence, 0 to N - 1.</param>
/// <param name="At">Place of the first one.</param>
/// <param name="Vectors">The vectors [n, D]; those beyond the sequence are left out.</param>
public sealed record PlacedVectors(int Row, int At, Tensor Vectors);

/// <summary>
/// CLIP's text encoder (2103.00020): learned positions, pre-norm blocks with causal attention and biases everywhere. It
/// serves OpenAI's ViT-L and OpenCLIP's ViT-H and bigG. Fields are named as transformers names them, without the
/// outermost <c>text_model.</c>.
/// </summary>
public sealed class ClipTextEncoder : nn.Module<Tensor, ClipTextOutput>
{
    private readonly ClipTextEmbeddings embeddings;
    private readonly ClipTextLayers encoder;
    private readonly LayerNorm final_layer_norm;
    private readonly Linear? text_projection;

    /// <summary>A network with fresh weights.</summary>
    public ClipTextEncoder(ClipTextConfig config)
        : base(nameof(ClipTextEncoder))
    {
        Config = config;
        embeddings = new ClipTextEmbeddings(config);
        encoder = new ClipTextLayers(config);
        final_layer_norm = Layer.LayerNorm(config.Width, config.Epsilon);
        if (config.Projection is { } projection)
            text_projection = Layer.Linear(config.Width, projection, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>Token ids [N, L], int64, to all outputs, in the caller's dispose scope.</summary>
    public override ClipTextOutput forward(Tensor ids) => Encode(ids, []);

    /// <summary>The same with vectors in place of some tokens.</summary>
    /// <param name="ids">Token ids [N, L], int64.</param>
    /// <param name="placed">The vectors.</param>
    public ClipTextOutput Encode(Tensor ids, IReadOnlyList<PlacedVectors> placed)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = embeddings.call(ids, placed); // [N, L, D]
        long length = ids.shape[1];
        // No position sees a later one: -infinity above the diagonal.
        Tensor mask = full([length, length], Held(double.NegativeInfinity), dtype: x.dtype, device: x.device).triu(1);
        IReadOnlyList<Tensor> hidden = encoder.Run(x, mask);
        Tensor last = final_layer_norm.call(hidden[^1]);
        Tensor pooled = PooledOf(last, ids);
        Tensor? projected = text_projection?.call(pooled);
        return new ClipTextOutput(
            [.. hidden.Select(state => state.MoveToOuterDisposeScope())],
            last.MoveToOuterDisposeScope(),
            pooled.MoveToOuterDisposeScope(),
            projected?.MoveToOuterDisposeScope()
        );
    }

    /// <summary>The final norm of a hidden state [N, L, D], which earlier states need for clip skip.</summary>
    public Tensor Norm(Tensor hidden) => final_layer_norm.call(hidden);

    /// <summary>The rows of x [N, L, D] at the end token of each sequence [N, D].</summary>
    private Tensor PooledOf(Tensor x, Tensor ids)
    {
        Tensor at = Config.EndId is { } end ? ids.eq(Held(end)).to(ScalarType.Int32).argmax(1) : ids.argmax(1); // [N]
        Tensor places = at.view(-1, 1, 1).expand(-1, 1, x.shape[2]);
        return x.gather(1, places).squeeze(1);
    }
}

/// <summary>Tokens and their places as vectors.</summary>
internal sealed class ClipTextEmbeddings : nn.Module<Tensor, IReadOnlyList<PlacedVectors>, Tensor>
{
    private readonly Embedding token_embedding;
    private readonly Embedding position_embedding;

    public ClipTextEmbeddings(ClipTextConfig config)
        : base(nameof(ClipTextEmbeddings))
    {
        token_embedding = Layer.Embedding(config.Vocabulary, config.Width);
        position_embedding = Layer.Embedding(config.Length, config.Width);
        RegisterComponents();
    }

    /// <summary>Token ids [N, L] to [N, L, D].</summary>
    public override Tensor forward(Tensor ids, IReadOnlyList<PlacedVectors> placed)
    {
        using DisposeScope scope = NewDisposeScope();
        long length = ids.shape[1];
        Tensor x = token_embedding.call(ids);
        foreach (PlacedVectors part in placed)
        {
            long count = Math.Min(part.Vectors.shape[0], length - part.At);
            if (count > 0)
                x.select(0, part.Row).narrow(0, part.At, count).copy_(part.Vectors.narrow(0, 0, count));
        }
        return x.Plus(position_embedding.weight!.narrow(0, 0, length)).MoveToOuterDisposeScope();
    }
}

/// <summary>The blocks.</summary>
internal sealed class ClipTextLayers : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<ClipTextLayer> layers;

    public ClipTextLayers(ClipTextConfig config)
        : base(nameof(ClipTextLayers))
    {
        layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new ClipTextLayer(config))];
        RegisterComponents();
    }

    /// <summary>x [N, L, D] and a mask [L, L] to the output of the last block.</summary>
    public override Tensor forward(Tensor x, Tensor mask) => Run(x, mask)[^1];

    /// <summary>x, then the output of each block.</summary>
    public IReadOnlyList<Tensor> Run(Tensor x, Tensor mask)
    {
        List<Tensor> hidden = [x];
        foreach (ClipTextLayer layer in layers)
            hidden.Add(layer.call(hidden[^1], mask));
        return hidden;
    }
}
