using Hippogriff.Conditioning;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// The U-Net of Stable Diffusion and its relatives (latent diffusion, 2112.10752; SDXL, 2307.01952). Names of its
/// weights are those of public model folders.
/// </summary>
/// <remarks>
/// Its time is the training step, 0 to 999, which need not be whole. Beside the words it reads of a condition what its
/// configuration asks for: <see cref="ExtraInputs.Guidance"/>, <see cref="ExtraInputs.TimeIds"/> with the pooled text,
/// and <see cref="ExtraInputs.Classes"/>.
/// </remarks>
public sealed class ConditionalUNet : DenoiserNetwork, IHasBottleneck
{
    private readonly Conv2d conv_in;
    private readonly StepEmbedding time_embedding;
    private readonly StepEmbedding? add_embedding;
    private readonly Embedding? class_embedding;
    private readonly ModuleList<DownStage> down_blocks;
    private readonly MiddleStage? mid_block;
    private readonly ModuleList<UpStage> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    /// <summary>A network with fresh weights.</summary>
    public ConditionalUNet(ConditionalUNetConfig config)
        : base(nameof(ConditionalUNet))
    {
        Config = config;
        conv_in = Layer.Conv2d(config.Channels, config.FirstWidth, 3, padding: 1);
        time_embedding = new StepEmbedding(WavesOfTime, config.EmbeddedTime, config.GuidanceWidth);
        if (config.AddedWidth > 0)
            add_embedding = new StepEmbedding(config.AddedWidth, config.EmbeddedTime);
        if (config.Classes > 0)
            class_embedding = Layer.Embedding(config.Classes, config.EmbeddedTime);
        Stack<int> skips = new([config.FirstWidth]);
        down_blocks = [.. Enumerable.Range(0, config.Down.Count).Select(i => new DownStage(config, i, skips))];
        if (config.Middle is not null)
            mid_block = new MiddleStage(config);
        up_blocks = [];
        for (int i = 0, width = config.Down[^1].Width; i < config.Up.Count; width = config.Up[i++].Width)
            up_blocks.Add(new UpStage(config, i, width, skips));
        conv_norm_out = Layer.GroupNorm(config.Groups, config.FirstWidth, config.Eps);
        conv_out = Layer.Conv2d(config.FirstWidth, config.OutputChannels, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public ConditionalUNetConfig Config { get; }

    /// <inheritdoc/>
    public override int SizeMultiple => Config.SizeMultiple();

    /// <inheritdoc/>
    public int BottleneckWidth => Config.Down[^1].Width;

    private int WavesOfTime => Config.TimeWaves > 0 ? Config.TimeWaves : Config.FirstWidth;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor time, Condition text)
    {
        (Tensor guess, Tensor bottleneck) = WithBottleneck(x, time, text);
        bottleneck.Dispose();
        return guess;
    }

    /// <inheritdoc/>
    public (Tensor Guess, Tensor Bottleneck) WithBottleneck(Tensor x, Tensor time, Condition text)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor condition = nn.functional.silu(Embedded(time, text)); // [K, D]
        Tensor words = text.Tokens;
        // Down: every output is kept as a skip (U-Net, 1505.04597).
        Stack<Tensor> skips = new();
        skips.Push(BatchRows.Convolve(conv_in, Config.CentersInput ? (x * Held(2)).Plus(-1) : x));
        foreach (DownStage stage in down_blocks)
            stage.Run(skips, condition, words);
        Tensor bottleneck = mid_block is null ? skips.Peek().alias() : mid_block.call(skips.Peek(), condition, words);
        // Up: every skip is met again.
        Tensor h = bottleneck;
        foreach (UpStage stage in up_blocks)
            h = stage.Run(h, skips, condition, words);
        Tensor guess = BatchRows.Convolve(conv_out, SlicedNormSilu.Watched(conv_norm_out, h));
        return (guess.MoveToOuterDisposeScope(), bottleneck.MoveToOuterDisposeScope());
    }

    /// <summary>Time and everything else that is one vector a row, [K, D].</summary>
    private Tensor Embedded(Tensor time, Condition text)
    {
        ScalarType type = conv_in.weight!.dtype;
        Tensor waves = TimeWaves.Of(time, WavesOfTime, Config.CosineFirst, Config.FrequencyShift).to(type);
        Tensor embedded = time_embedding.call(waves, Guidance(text)?.to(type));
        if (class_embedding is not null)
            embedded = embedded.Plus(class_embedding.call(Required(text, ExtraInputs.Classes)));
        if (add_embedding is null)
            return embedded;
        Tensor sizes = Required(text, ExtraInputs.TimeIds); // [K, 6]
        Tensor sizeWaves = TimeWaves
            .Of(sizes.flatten(), Config.SizeWaves, Config.CosineFirst, Config.FrequencyShift)
            .view(sizes.shape[0], -1); // [K, 6 * 256]
        Tensor added = cat([text.RequirePooled().to(type), sizeWaves.to(type)], 1);
        return embedded.Plus(add_embedding.call(added, null));
    }

    /// <summary>
    /// Waves of the guidance scale [K, G]; null without. A condition holds the scale [K], or its waves already.
    /// </summary>
    private Tensor? Guidance(Condition text) =>
        Config.GuidanceWidth == 0 || text.ExtraOf(ExtraInputs.Guidance) is not { } scale ? null
        : scale.dim() == 2 ? scale
        : TimeWaves.OfGuidance(scale, Config.GuidanceWidth);

    private static Tensor Required(Condition text, string input) =>
        text.ExtraOf(input)
        ?? throw new ArgumentException($"This network needs the input '{input}' beside the prompt.", nameof(text));

    /// <inheritdoc/>
    public override double FlopsPerPass(int height, int width) => ConditionalUNetWork.Flops(Config, height, width);
}
