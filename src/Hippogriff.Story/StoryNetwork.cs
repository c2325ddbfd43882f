using Hippogriff.Models;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A bidirectional transformer that predicts the clean word at every position of a corrupted plot. A word's embedding
/// is a learned vector plus the mean of its spelling's pieces. Output weights are tied to the embeddings (1608.05859).
/// An unknown word can therefore be read, and can be the answer "unchanged".
/// </summary>
public sealed class StoryNetwork : nn.Module
{
    private const double VectorSpread = 0.05;
    private readonly Parameter word_embedding;
    private readonly Parameter piece_embedding;
    private readonly Linear piece_proj;
    private readonly Parameter from_start;
    private readonly Parameter from_end;
    private readonly Parameter known_embedding;
    private readonly Parameter condition_embedding;
    private readonly Parameter answer_bias;
    private readonly Linear time_1;
    private readonly Linear time_2;
    private readonly ModuleList<NeighbourMix> mixes;
    private readonly ModuleList<AttentionBlock> layers;
    private readonly LayerNorm final_norm;
    private readonly Dense head;
    private readonly Spelled spelled;

    /// <param name="config">Its configuration.</param>
    /// <param name="words">The words, for their spellings; as many as in the configuration.</param>
    public StoryNetwork(StoryConfig config, WordList words)
        : base(nameof(StoryNetwork))
    {
        if (words.Count != config.Words)
            throw new HippogriffException(
                $"The story model was made for {config.Words} words, and its list holds {words.Count}.",
                FaultKind.Incompatible
            );
        Config = config;
        int d = config.Width;
        word_embedding = Empty(config.Words + 1, d);
        piece_embedding = Empty(config.Kinds, config.PieceWidth);
        piece_proj = nn.Linear(config.PieceWidth, d, hasBias: false);
        from_start = Empty(config.Length, d);
        from_end = Empty(config.Length, d);
        known_embedding = Empty(1, d);
        condition_embedding = Empty(1 + config.Conditions, d);
        answer_bias = new Parameter(zeros(config.Words + 1));
        time_1 = nn.Linear(StorySentences.Waves, d);
        time_2 = nn.Linear(d, d);
        mixes = [.. Enumerable.Range(0, config.Depth).Select(_ => new NeighbourMix(d))];
        layers =
        [
            .. Enumerable
                .Range(0, config.Depth)
                .Select(_ => new AttentionBlock(d, Math.Max(1, d / config.HeadWidth), length: 0)),
        ];
        final_norm = nn.LayerNorm(d);
        head = new Dense(d, d);
        spelled = new Spelled([.. words.Shown.SelectMany(word => Spelling.Of(WordList.Key(word), config.Kinds))]);
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public StoryConfig Config { get; }

    /// <summary>Number of parameters, computed without building the network.</summary>
    /// <exception cref="OverflowException">The number overflows.</exception>
    internal static long Numbers(StoryConfig c)
    {
        long d = c.Width,
            layer = NetworkSize.Attending(d) + NeighbourMix.Numbers(d);
        return checked(
            (c.Words + 1L) * d
            + (long)c.Kinds * c.PieceWidth
            + c.PieceWidth * d
            + 2L * c.Length * d
            + d
            + (1L + c.Conditions) * d
            + c.Words
            + 1
            + NetworkSize.Linear(StorySentences.Waves, d)
            + NetworkSize.Linear(d, d)
            + c.Depth * layer
            + 2 * d
            + NetworkSize.Linear(d, d)
        );
    }

    /// <summary>Row of the mask.</summary>
    public int Blank => Config.Words;

    /// <summary>
    /// Initialises every weight with its own generator: small embeddings, matrices uniform within 1 / sqrt(inputs),
    /// zero biases.
    /// </summary>
    public void Begin(long seed)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new((ulong)seed, CPU);
        foreach ((string name, Parameter parameter) in named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            if (
                name.Contains("embedding", StringComparison.Ordinal)
                || name.StartsWith("from_", StringComparison.Ordinal)
            )
                parameter.copy_(randn(parameter.shape, generator: random) * Held(VectorSpread));
            else if (parameter.dim() == 2)
                parameter.copy_(
                    (rand(parameter.shape, generator: random) * Held(2) - Held(1))
                        / Held(Math.Sqrt(parameter.shape[name.EndsWith("near", StringComparison.Ordinal) ? 0 : 1]))
                );
            else if (!name.Contains("norm", StringComparison.Ordinal))
                parameter.zero_();
        }
    }

    /// <summary>
    /// Embeddings of the list's words and of the mask [W + 1, D], float32; owned by the caller. They change only with
    /// the weights.
    /// </summary>
    public Tensor Table()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pieces = tensor(spelled.Pieces, Config.Words, Spelling.Pieces).to(word_embedding.device);
        Tensor spellings = cat([Vectors(pieces), zeros_like(word_embedding.narrow(0, 0, 1)).to(ScalarType.Float32)]);
        return word_embedding.to(ScalarType.Float32).Plus(spellings).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Logits [A, W + 1], float32: the list's words and, last, "unchanged", which is allowed only for words known by
    /// their spelling alone.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="table">The result of <see cref="Table"/>.</param>
    /// <param name="asked">Positions to predict, counted through all sentences [A], int64; null for all N L.</param>
    /// <param name="answering">The table in the memory layout of <see cref="Turned"/>, for frequent calls; null:
    /// <paramref name="table"/>.</param>
    public Tensor Read(StoryInput input, Tensor table, Tensor? asked = null, Tensor? answering = null)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = word_embedding.dtype;
        long n = input.Ids.shape[0],
            l = input.Ids.shape[1],
            w = Config.Words,
            d = Config.Width;
        Tensor rows = input.Spelled is null ? table : cat([table, Vectors(input.Spelled)]); // [W + 1 + R, D]
        // [N L, D], float32: gradients of a frequent word are summed exactly
        Tensor seen = rows.index_select(0, input.Ids.view(-1));
        Tensor said = condition_embedding
            .to(ScalarType.Float32)
            .index_select(0, input.Conditions.view(-1))
            .view(n, 3, d)
            .sum(1);
        Tensor when = time_2.call(nn.functional.silu(time_1.call(input.Time.to(type)))); // [N, D]
        Tensor whole = when.to(ScalarType.Float32).Plus(said).unsqueeze(1); // [N, 1, D]
        Tensor places = from_start.narrow(0, 0, l).Plus(from_end.narrow(0, 0, l).flip(0)).unsqueeze(0);
        Tensor x = seen.view(n, l, d)
            .Plus(whole)
            .to(type)
            .Plus(places)
            .Plus(input.Known.unsqueeze(-1).to(type) * known_embedding);
        for (int i = 0; i < layers.Count; i++)
            x = layers[i].call(mixes[i].call(x)); // [N, L, D]
        x = x.view(-1, d);
        Tensor stays = input.Stays.view(-1, 1);
        if (asked is not null)
            (x, seen, stays) = (x.index_select(0, asked), seen.index_select(0, asked), stays.index_select(0, asked));
        x = head.call(final_norm.call(x)); // [A, D]
        // [A, W + 1], the last for the mask, which is not an answer
        Tensor answers = nn.functional.linear(x, (answering ?? table).to(type), answer_bias).to(ScalarType.Float32);
        stays = (x.to(ScalarType.Float32) * seen)
            .sum(-1, true)
            .Plus(answer_bias.narrow(0, w, 1).to(ScalarType.Float32))
            .Plus(stays); // [A, 1]
        answers.narrow(1, w, 1).copy_(stays);
        return answers.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same matrix [R, D] in column-major memory, so that libtorch's product x W^T does not transpose it each time.
    /// Owned by the caller's scope.
    /// </summary>
    internal static Tensor Turned(Tensor matrix) => matrix.t().contiguous().t();

    /// <summary>Spellings [R, pieces] to vectors [R, D], float32.</summary>
    private Tensor Vectors(Tensor pieces)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor parts = piece_embedding
            .to(ScalarType.Float32)
            .index_select(0, pieces.view(-1))
            .view(-1, Spelling.Pieces, Config.PieceWidth);
        return piece_proj
            .call(parts.mean([1]).to(piece_embedding.dtype))
            .to(ScalarType.Float32)
            .MoveToOuterDisposeScope();
    }

    private static Parameter Empty(int rows, int width) => new(zeros(rows, width));

    /// <summary>Spellings of the list; not a tensor, so that it does not count as a weight.</summary>
    private sealed record Spelled(long[] Pieces);
}
