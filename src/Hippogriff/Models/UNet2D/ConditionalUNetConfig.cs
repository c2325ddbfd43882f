namespace Hippogriff.Models.UNet2D;

/// <summary>One level of a <see cref="ConditionalUNet"/>, on its way down or up.</summary>
/// <param name="Width">Channels.</param>
/// <param name="Depths">One number a residual block: the layers of the transformer behind it, 0 for none.</param>
/// <param name="Heads">Attention heads.</param>
public sealed record UNetLevel(int Width, IReadOnlyList<int> Depths, int Heads)
{
    /// <summary>Whether its transformers read nothing but words.</summary>
    public bool WordsOnly { get; init; }

    /// <summary>Whether it has any transformer.</summary>
    public bool Attends => Depths.Any(depth => depth > 0);
}

/// <summary>
/// What a <see cref="ConditionalUNet"/> is built from. It is read from config.json (<see cref="ConditionalUNetJson"/>)
/// or from the shapes of the weights (<c>ConditionalUNetShapes</c>); no model is known by name.
/// </summary>
/// <param name="Channels">Input channels: 4, and those of a mask and a picture behind them.</param>
/// <param name="TextWidth">Width E of a word.</param>
/// <param name="Down">Levels from the largest to the smallest.</param>
/// <param name="Up">Levels from the smallest to the largest, with one more residual block each.</param>
/// <param name="Middle">The middle: as many residual blocks as depths, and one more where it attends. Null for
/// none.</param>
public sealed record ConditionalUNetConfig(
    int Channels,
    int TextWidth,
    IReadOnlyList<UNetLevel> Down,
    IReadOnlyList<UNetLevel> Up,
    UNetLevel? Middle
) : DenoiserConfig
{
    /// <summary>Output channels.</summary>
    public int OutputChannels { get; init; } = 4;

    /// <summary>Groups of the group norms. Shapes do not tell it.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Added to the variance in the norms of the residual blocks.</summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>Width of the waves of the time; 0 for the width of the first level.</summary>
    public int TimeWaves { get; init; }

    /// <summary>Width of the embedded time; 0 for four times that of the first level.</summary>
    public int TimeWidth { get; init; }

    /// <summary>Whether the waves of the time begin with cosines.</summary>
    public bool CosineFirst { get; init; } = true;

    /// <summary>See <see cref="Layers.TimeWaves.Of"/>.</summary>
    public double FrequencyShift { get; init; }

    /// <summary>Width of the waves of a guidance scale, for networks that take it as an input; 0 for none.</summary>
    public int GuidanceWidth { get; init; }

    /// <summary>Width of pooled text and waves of sizes together (SDXL, 2307.01952); 0 for none.</summary>
    public int AddedWidth { get; init; }

    /// <summary>Width of the waves of one size.</summary>
    public int SizeWaves { get; init; } = 256;

    /// <summary>Number of classes, such as levels of noise on a picture to enlarge; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>Whether the input is doubled and moved by -1.</summary>
    public bool CentersInput { get; init; }

    /// <summary>Width of the first level.</summary>
    public int FirstWidth => Down[0].Width;

    /// <summary>Width of the embedded time.</summary>
    public int EmbeddedTime => TimeWidth > 0 ? TimeWidth : 4 * FirstWidth;

    /// <inheritdoc/>
    public override DenoiserNetwork Build() => new ConditionalUNet(this);

    /// <summary>1: a side that does not halve evenly is rounded up, and met again on the way up.</summary>
    public override int SizeMultiple() => 1;

    /// <inheritdoc/>
    public override string DisplayName() => "conditional U-Net";

    /// <inheritdoc/>
    public override bool HasBottleneck() => Middle is not null;

    /// <inheritdoc/>
    public override void Check(ConfigCheck check, int channels, int textWidth)
    {
        check.Equal("out_channels", OutputChannels, channels, "the latents have");
        check.Equal("cross_attention_dim", TextWidth, textWidth, "the text encoder has");
        CheckSizes(check);
    }

    /// <summary>Validates the sizes by themselves, without other parts.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void CheckSizes(ConfigCheck check)
    {
        check.Between("in_channels", Channels, OutputChannels, ConfigCheck.MostChannels);
        check.Between("out_channels", OutputChannels, 1, ConfigCheck.MostChannels);
        check.Between("cross_attention_dim", TextWidth, 1, ConfigCheck.MostChannels);
        check.Between("norm_num_groups", Groups, 1, ConfigCheck.MostChannels);
        check.Between("time_cond_proj_dim", GuidanceWidth, 0, ConfigCheck.MostChannels);
        check.Between("num_class_embeds", Classes, 0, 1 << 20);
        check.Between("projection_class_embeddings_input_dim", AddedWidth, 0, ConfigCheck.MostChannels);
        check.Between("addition_time_embed_dim", SizeWaves, 2, ConfigCheck.MostChannels);
        check.Widths("block_out_channels", [.. Down.Select(level => level.Width)]);
        check.Divides("block_out_channels", FirstWidth, 2, "sines and cosines");
        foreach (UNetLevel level in Down.Concat(Up).Concat(Middle is null ? [] : [Middle]))
        {
            check.Divides("block_out_channels", level.Width, Groups, "norm_num_groups");
            check.Between("layers_per_block", level.Depths.Count, 1, ConfigCheck.MostLayers);
            foreach (int depth in level.Depths)
                check.Between("transformer_layers_per_block", depth, 0, ConfigCheck.MostLayers);
            if (!level.Attends)
                continue;
            check.Between("attention_head_dim", level.Heads, 1, ConfigCheck.MostChannels);
            check.Divides("block_out_channels", level.Width, level.Heads, "the number of heads");
        }
        check.Equal("up_block_types", Up.Sum(level => level.Depths.Count), Skips, "the way down leaves as skips");
        check.Equal("up_block_types", Up.Count, Down.Count, "down_block_types are");
    }

    /// <summary>Outputs of the way down: the first convolution, every residual block, every half.</summary>
    private int Skips => Down.Sum(level => level.Depths.Count) + Down.Count;
}
