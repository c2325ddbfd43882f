using Hippogriff.Models;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A bidirectional transformer that reads a spoiled plot and says for every place which word stood there. A word's
/// vector is learned for the word and added to the mean of its spelling's pieces; the same vectors are what answers are
/// compared with (tied, 1608.05859), so a word that no list knows can be read, and can be the answer "as it stands".
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

    /// <param name="config">Its size.</param>
    /// <param name="words">The words, for their spellings; as many as the config says.</param>
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

    public StoryConfig Config { get; }

    /// <summary>How many numbers a network of this size holds, reckoned without building it.</summary>
    /// <exception cref="OverflowException">More than can be counted.</exception>
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

    /// <summary>Row of the blank.</summary>
    public int Blank => Config.Words;

    /// <summary>
    /// Gives every weight its first value from a generator of its own: vectors small, matrices uniform within 1 /
    /// sqrt(inputs), shifts zero.
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
    /// The vectors of the list's words and of the blank [W + 1, D], float32; owned by the caller. They change only with
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
    /// Logits [A, W + 1], float32: the list's words, and last "the word that stands there", which is offered only where
    /// that word is known by its spelling alone.
    /// </summary>
    /// <param name="input">What to read.</param>
    /// <param name="table">What <see cref="Table"/> gave.</param>
    /// <param name="asked">The places that are asked about, counted through all sentences [A], int64; null for all N
    /// L.</param>
    /// <param name="answering">The table again, as <see cref="Turned"/> lays it, where a caller asks often; null:
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
        // [N L, D], float32: gradients of a frequent word are added exactly
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
        // [A, W + 1], the last for the blank, which is no answer
        Tensor answers = nn.functional.linear(x, (answering ?? table).to(type), answer_bias).to(ScalarType.Float32);
        stays = (x.to(ScalarType.Float32) * seen)
            .sum(-1, true)
            .Plus(answer_bias.narrow(0, w, 1).to(ScalarType.Float32))
            .Plus(stays); // [A, 1]
        answers.narrow(1, w, 1).copy_(stays);
        return answers.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same matrix [R, D] in other places of memory, column by column: libtorch's product x W^T then needs not turn
    /// it anew each time. Owned by the caller's scope.
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

    /// <summary>Spellings of the list; no tensor, so that it does not count as a weight.</summary>
    private sealed record Spelled(long[] Pieces);
}
