using Hippogriff.Weights;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// Reads a <see cref="ConditionalUNetConfig"/> from names and shapes of weights, in either layout. Levels, widths,
/// depths and further inputs are all there; heads and groups of norms are not. The heads follow the families that
/// exist: eight with words of width 768 or with classes, otherwise one for 64 channels. Norms have 32 groups in all.
/// </summary>
public static class ConditionalUNetShapes
{
    private const int HeadWidth = 64,
        FixedHeads = 8,
        ClipWidth = 768;

    /// <summary>Whether the weights are those of a U-Net in one of the two layouts.</summary>
    public static bool Matches(WeightShapes shapes) => IsLdm(shapes) || IsDiffusers(shapes);

    /// <summary>Whether the names are those of single files.</summary>
    public static bool IsLdm(WeightShapes shapes) =>
        shapes.Has("input_blocks.0.0.weight") && shapes.Has("out.2.weight");

    /// <summary>Whether the names are those of folders.</summary>
    public static bool IsDiffusers(WeightShapes shapes) =>
        shapes.Has("conv_in.weight")
        && shapes.Has("conv_out.weight")
        && shapes.Has("down_blocks.0.resnets.0.conv1.weight");

    /// <summary>The map from names of the file to those of the network, without the prefix.</summary>
    public static WeightMap MapOf(WeightShapes shapes, ConditionalUNetConfig config) =>
        IsLdm(shapes) ? ConditionalUNetKeys.Ldm(config) : ConditionalUNetKeys.Diffusers;

    /// <summary>Reads it.</summary>
    /// <exception cref="HippogriffException">A weight is missing from which a size would be read.</exception>
    public static ConditionalUNetConfig Read(WeightShapes shapes)
    {
        UNetNames names = IsLdm(shapes) ? UNetNames.Ldm(shapes) : UNetNames.Diffusers(shapes);
        if (names.Down.Count == 0 || names.Up.Count == 0)
            throw new HippogriffException(
                "The weights have the beginning of a U-Net, and no level on its way down or up.",
                FaultKind.Incompatible
            );
        int classes = shapes.Has(names.Class) ? shapes.Side(names.Class, 0) : 0,
            text = names.All.Select(block => block.Transformer).OfType<string>().FirstOrDefault() is { } first
                ? shapes.Side($"{first}.transformer_blocks.0.attn2.to_k.weight", 1)
                : ClipWidth,
            firstWidth = shapes.Side(names.In, 0),
            time = shapes.Side(names.Time, 0);
        bool heads = text == ClipWidth || classes > 0;
        return new ConditionalUNetConfig(
            shapes.Side(names.In, 1),
            text,
            [.. names.Down.Select(blocks => Level(shapes, names, blocks, heads))],
            [.. names.Up.Select(blocks => Level(shapes, names, blocks, heads))],
            names.Middle is { } middle ? Level(shapes, names, [middle], heads) : null
        )
        {
            OutputChannels = shapes.Side(names.Out, 0),
            TimeWaves = shapes.Side(names.Time, 1) is var waves && waves == firstWidth ? 0 : waves,
            TimeWidth = time == 4 * firstWidth ? 0 : time,
            GuidanceWidth = shapes.Has(names.Guidance) ? shapes.Side(names.Guidance, 1) : 0,
            AddedWidth = shapes.Has(names.Added) ? shapes.Side(names.Added, 1) : 0,
            Classes = classes,
        };
    }

    private static UNetLevel Level(
        WeightShapes shapes,
        UNetNames names,
        IReadOnlyList<UNetNames.Block> blocks,
        bool fixedHeads
    )
    {
        int width = shapes.Side($"{blocks[0].Residual}.{names.Convolution}.weight", 0);
        string? transformer = blocks[0].Transformer;
        return new UNetLevel(
            width,
            [.. blocks.Select(block => Depth(block.Transformer))],
            fixedHeads ? FixedHeads : Math.Max(1, width / HeadWidth)
        )
        {
            WordsOnly =
                transformer is not null
                && shapes.Side($"{transformer}.transformer_blocks.0.attn1.to_k.weight", 1) != width,
        };

        int Depth(string? transformer) =>
            transformer is null ? 0 : shapes.Count(i => $"{transformer}.transformer_blocks.{i}.norm1.weight");
    }
}

/// <summary>Where the blocks of a U-Net are in a file.</summary>
internal sealed record UNetNames(
    IReadOnlyList<IReadOnlyList<UNetNames.Block>> Down,
    IReadOnlyList<IReadOnlyList<UNetNames.Block>> Up,
    UNetNames.Block? Middle
)
{
    /// <summary>A residual block, and the transformer behind it.</summary>
    public sealed record Block(string Residual, string? Transformer);

    public IEnumerable<Block> All => Down.Concat(Up).SelectMany(level => level).Concat(Middle is null ? [] : [Middle]);

    public string Convolution { get; private init; } = "conv1";

    public string In { get; private init; } = "conv_in.weight";

    public string Out { get; private init; } = "conv_out.weight";

    public string Time { get; private init; } = "time_embedding.linear_1.weight";

    public string Guidance { get; private init; } = "time_embedding.cond_proj.weight";

    public string Added { get; private init; } = "add_embedding.linear_1.weight";

    public string Class { get; private init; } = "class_embedding.weight";

    public static UNetNames Diffusers(WeightShapes shapes)
    {
        return new UNetNames(
            Levels("down_blocks"),
            Levels("up_blocks"),
            shapes.Has("mid_block.resnets.0.conv1.weight") ? Of("mid_block", 0) : null
        );

        IReadOnlyList<IReadOnlyList<Block>> Levels(string side) =>
            [
                .. Enumerable
                    .Range(0, shapes.Count(i => $"{side}.{i}.resnets.0.conv1.weight"))
                    .Select(i => Blocks($"{side}.{i}")),
            ];

        IReadOnlyList<Block> Blocks(string level) =>
            [.. Enumerable.Range(0, shapes.Count(j => $"{level}.resnets.{j}.conv1.weight")).Select(j => Of(level, j))];

        Block Of(string level, int j) =>
            new(
                $"{level}.resnets.{j}",
                shapes.Has($"{level}.attentions.{j}.norm.weight") ? $"{level}.attentions.{j}" : null
            );
    }

    public static UNetNames Ldm(WeightShapes shapes)
    {
        return new UNetNames(
            Levels(
                1,
                number => At($"input_blocks.{number}", ".0", ".1"),
                number => shapes.Has($"input_blocks.{number}.0.op.weight")
            ),
            Levels(
                0,
                number => At($"output_blocks.{number}", ".0", ".1"),
                number =>
                    shapes.Has($"output_blocks.{number}.1.conv.weight")
                    || shapes.Has($"output_blocks.{number}.2.conv.weight")
            ),
            At("middle_block", ".0", ".1")
        )
        {
            Convolution = "in_layers.2",
            In = "input_blocks.0.0.weight",
            Out = "out.2.weight",
            Time = "time_embed.0.weight",
            Guidance = "time_embed.cond_proj.weight",
            Added = "label_emb.0.0.weight",
            Class = "label_emb.weight",
        };

        Block? At(string at, string residual, string transformer) =>
            shapes.Has($"{at}{residual}.in_layers.2.weight")
                ? new Block(at + residual, shapes.Has($"{at}{transformer}.norm.weight") ? at + transformer : null)
                : null;
    }

    /// <summary>
    /// A level ends where the size changes: at a block of its own on the way down, within one on the way up.
    /// </summary>
    private static IReadOnlyList<IReadOnlyList<Block>> Levels(
        int number,
        Func<int, Block?> blockAt,
        Func<int, bool> endsAt
    )
    {
        List<IReadOnlyList<Block>> levels = [];
        List<Block> level = [];
        for (; ; number++)
        {
            Block? block = blockAt(number);
            bool ends = endsAt(number);
            if (block is not null)
                level.Add(block);
            if ((ends || block is null) && level.Count > 0)
            {
                levels.Add(level);
                level = [];
            }
            if (block is null && !ends)
                return levels;
        }
    }
}
