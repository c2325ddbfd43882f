using System.Text.Json;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// Reads a <see cref="ConditionalUNetConfig"/> from the config.json of a public folder (UNet2DConditionModel). What is
/// left out there has the default of the library that writes these files.
/// </summary>
public static class ConditionalUNetJson
{
    private const string DownPlain = "DownBlock2D",
        DownAttends = "CrossAttnDownBlock2D",
        UpPlain = "UpBlock2D",
        UpAttends = "CrossAttnUpBlock2D",
        MiddlePlain = "UNetMidBlock2D",
        MiddleAttends = "UNetMidBlock2DCrossAttn";

    /// <summary>Reads it.</summary>
    /// <exception cref="HippogriffException">A setting is not valid, or asks for what this version cannot
    /// do.</exception>
    public static ConditionalUNetConfig Read(PublicConfig file)
    {
        RequireKnown(file);
        Levels levels = new(file);
        return new ConditionalUNetConfig(
            file.Int("in_channels", 4),
            TextWidth(file, levels.Count),
            levels.Down(),
            levels.Up(),
            levels.Middle()
        )
        {
            OutputChannels = file.Int("out_channels", 4),
            Groups = file.Int("norm_num_groups", 32),
            Eps = file.Number("norm_eps", 1e-5),
            TimeWidth = file.Int("time_embedding_dim", 0),
            CosineFirst = file.Flag("flip_sin_to_cos", true),
            FrequencyShift = file.Number("freq_shift", 0),
            GuidanceWidth = file.Int("time_cond_proj_dim", 0),
            AddedWidth = file.Text("addition_embed_type") is null
                ? 0
                : file.Int("projection_class_embeddings_input_dim", 0),
            SizeWaves = file.Int("addition_time_embed_dim", 256),
            Classes = file.Int("num_class_embeds", 0),
            CentersInput = file.Flag("center_input_sample", false),
        };
    }

    /// <summary>The levels of a file; those on the way up come from the same lists, the other way round.</summary>
    private sealed class Levels
    {
        private const string Transformers = "transformer_layers_per_block";
        private readonly PublicConfig _file;
        private readonly IReadOnlyList<int> _widths;
        private readonly IReadOnlyList<int> _heads;
        private readonly IReadOnlyList<int> _blocks;
        private readonly IReadOnlyList<JsonElement> _wordsOnly;
        private readonly IReadOnlyList<JsonElement> _depths;

        public Levels(PublicConfig file)
        {
            _file = file;
            _widths = file.Ints("block_out_channels", 320, 640, 1280, 1280);
            if (Count == 0)
                throw file.Wrong("block_out_channels", "a list with at least one width");
            _heads = Heads(file, Count);
            _blocks = file.EachInt("layers_per_block", Count, 2);
            _wordsOnly = file.Each("only_cross_attention", Count);
            _depths = file.Each(Transformers, Count);
        }

        public int Count => _widths.Count;

        public IReadOnlyList<UNetLevel> Down()
        {
            bool[] attends = Attends(
                _file,
                "down_block_types",
                Count,
                DownPlain,
                DownAttends,
                [true, true, true, false]
            );
            return [.. Enumerable.Range(0, Count).Select(i => Level(i, attends[i], _depths, i, _blocks[i]))];
        }

        public IReadOnlyList<UNetLevel> Up()
        {
            bool[] attends = Attends(_file, "up_block_types", Count, UpPlain, UpAttends, [false, true, true, true]);
            const string Own = "reverse_transformer_layers_per_block";
            IReadOnlyList<JsonElement> depths = _file.Find(Own) is null
                ? [.. _depths.Reverse()]
                : _file.Each(Own, Count);
            int last = Count - 1;
            return
            [
                .. Enumerable
                    .Range(0, Count)
                    .Select(i => Level(last - i, attends[i], depths, i, _blocks[last - i] + 1)),
            ];
        }

        /// <summary>Null is no middle; a setting that is absent is one that attends.</summary>
        public UNetLevel? Middle()
        {
            if (_file.IsNull("mid_block_type"))
                return null;
            if (_file.Text("mid_block_type") == MiddlePlain)
                return new UNetLevel(_widths[^1], [0], _heads[^1]);
            int depth =
                _depths.Count == 0 ? 1
                : _depths[^1].ValueKind == JsonValueKind.Array
                    ? _file.IntsOf(Transformers, _depths[^1]).DefaultIfEmpty(1).First()
                : _file.IntOf(Transformers, _depths[^1]);
            return new UNetLevel(_widths[^1], [depth], _heads[^1]);
        }

        private UNetLevel Level(int level, bool attends, IReadOnlyList<JsonElement> depths, int index, int blocks) =>
            new(_widths[level], attends ? Depths(depths, index, blocks) : new int[blocks], _heads[level])
            {
                WordsOnly = attends && _wordsOnly.Count > 0 && _wordsOnly[level].ValueKind == JsonValueKind.True,
            };

        /// <summary>Layers behind every block of a level: a number for all, or a list.</summary>
        private IReadOnlyList<int> Depths(IReadOnlyList<JsonElement> levels, int index, int blocks)
        {
            if (levels.Count == 0)
                return [.. Enumerable.Repeat(1, blocks)];
            if (levels[index].ValueKind != JsonValueKind.Array)
                return [.. Enumerable.Repeat(_file.IntOf(Transformers, levels[index]), blocks)];
            IReadOnlyList<int> own = _file.IntsOf(Transformers, levels[index]);
            return own.Count == blocks
                ? own
                : throw _file.Wrong(Transformers, $"a list with {blocks} numbers for level {index}");
        }
    }

    private static bool[] Attends(
        PublicConfig file,
        string name,
        int count,
        string plain,
        string attends,
        IReadOnlyList<bool> absent
    )
    {
        string[] types = [.. file.Texts(name, [.. absent.Select(yes => yes ? attends : plain)])];
        if (types.Length != count)
            throw file.Wrong(name, $"a list with {count} names, one for each of block_out_channels");
        if (types.FirstOrDefault(type => type != plain && type != attends) is { } unknown)
            throw new HippogriffException(
                $"{file.Origin} asks for blocks called {Weights.Quoted.Name(unknown)}; this version runs {plain} and "
                    + $"{attends}.",
                FaultKind.Incompatible
            );
        return [.. types.Select(type => type == attends)];
    }

    /// <summary>attention_head_dim is the number of heads: an old mistake of names that public files keep.</summary>
    private static IReadOnlyList<int> Heads(PublicConfig file, int count) =>
        file.Find("num_attention_heads") is null
            ? file.EachInt("attention_head_dim", count, 8)
            : file.EachInt("num_attention_heads", count, 8);

    private static int TextWidth(PublicConfig file, int count)
    {
        IReadOnlyList<int> widths = file.EachInt("cross_attention_dim", count, 1280);
        return widths.Distinct().Count() == 1
            ? widths[0]
            : throw file.Wrong("cross_attention_dim", "one width for all levels");
    }

    private static void RequireKnown(PublicConfig file)
    {
        file.Only("act_fn", "silu", "swish");
        file.Only("addition_embed_type", "text_time");
        file.Only("attention_type", "default");
        file.Only("class_embed_type");
        file.Only("conv_in_kernel", "3");
        file.Only("conv_out_kernel", "3");
        file.Only("cross_attention_norm");
        file.Only("downsample_padding", "1");
        file.Only("dual_cross_attention", "false");
        file.Only("encoder_hid_dim_type");
        file.Only("mid_block_scale_factor", "1", "1.0");
        file.Only("mid_block_type", MiddlePlain, MiddleAttends);
        file.Only("resnet_out_scale_factor", "1", "1.0");
        file.Only("resnet_skip_time_act", "false");
        file.Only("resnet_time_scale_shift", "default");
        file.Only("time_embedding_act_fn");
        file.Only("time_embedding_type", "positional");
        file.Only("timestep_post_act");
    }
}
