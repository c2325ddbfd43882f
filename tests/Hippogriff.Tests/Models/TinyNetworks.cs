using System.Text.Json;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;
using Hippogriff.Models.UNet2D;
using Hippogriff.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

/// <summary>
/// Networks of every design, small enough for a pass in a millisecond, with weights from a seed of their own.
/// </summary>
internal static class TinyNetworks
{
    public const int TextWidth = 16,
        TextLength = 5;

    public static TheoryData<string> Names => ["transformer", "odd transformer", "u_net", "deep u_net", "hourglass"];

    public static DenoiserConfig Config(string name, int channels = 3) =>
        name switch
        {
            "transformer" => new PatchTransformerConfig(
                channels,
                Patch: 4,
                TextWidth,
                Width: 16,
                Depth: 2,
                HeadWidth: 8,
                TextLength
            ),
            "odd transformer" => new PatchTransformerConfig(
                channels,
                Patch: 2,
                TextWidth,
                Width: 24,
                Depth: 3,
                HeadWidth: 12,
                TextLength
            ),
            "u_net" => new UNetConfig(
                channels,
                Stem: 2,
                [16, 32],
                TextWidth,
                Blocks: 1,
                Depth: 1,
                HeadWidth: 16,
                TextLength
            ),
            "deep u_net" => new UNetConfig(
                channels,
                Stem: 1,
                [8, 16, 32],
                TextWidth,
                Blocks: 2,
                Depth: 2,
                HeadWidth: 16,
                TextLength
            ),
            "hourglass" => new HourglassConfig(
                channels,
                Patch: 2,
                Width: 16,
                CoarseWidth: 32,
                TextWidth,
                FineDepth: 1,
                CoarseDepth: 2,
                HeadWidth: 16,
                TextLength
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

    /// <summary>A network of which no layer is zero, as after some training.</summary>
    public static DenoiserNetwork Awake(string name, int channels = 3) => Seeded(Config(name, channels).Build());

    /// <summary>
    /// A network of Stable Diffusion's structure with two levels, of which only the first attends to the text.
    /// </summary>
    /// <param name="width">Channels of the first level, a multiple of 8; a token has half as many numbers.</param>
    public static ConditionalUNet StableDiffusion(int width) =>
        Seeded(
            FreshModule.Make(() =>
                new ConditionalUNet(
                    PublicUNet(
                        $$"""
                        {"block_out_channels": [{{width}}, {{2 * width}}], "norm_num_groups": {{width / 4}},
                        "cross_attention_dim": {{width / 2}}, "attention_head_dim": {{width / 8}},
                        "layers_per_block": 1, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
                        "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]}
                        """
                    )
                )
            )
        );

    /// <summary>What a U-Net's config.json says.</summary>
    public static ConditionalUNetConfig PublicUNet(string json) =>
        ConditionalUNetJson.Read(new PublicConfig(JsonSerializer.Deserialize<JsonElement>(json), "'config.json'"));

    /// <summary>Random words [N, L, E] and their mean.</summary>
    public static Condition Words(int count, ulong seed = 5)
    {
        using Generator generator = new(seed, CPU);
        Tensor tokens = randn([count, TextLength, TextWidth], generator: generator);
        return new Condition(tokens, tokens.mean([1]));
    }

    public static Tensor Noise(ulong seed, params long[] shape)
    {
        using Generator generator = new(seed, CPU);
        return randn(shape, generator: generator);
    }

    /// <summary>
    /// Gives every parameter a value from a seed: matrices of about unit gain, norms around 1, the rest around 0. The
    /// global generator, which other tests use at the same time, decides nothing.
    /// </summary>
    public static T Seeded<T>(T network, ulong seed = 1)
        where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Generator generator = new(seed, CPU);
        foreach (
            (string name, Parameter parameter) in network
                .named_parameters()
                .OrderBy(p => p.name, StringComparer.Ordinal)
        )
        {
            Tensor value = randn(parameter.shape, generator: generator);
            if (parameter.dim() >= 2)
                value = value / Held(Math.Sqrt((double)parameter.numel() / parameter.shape[0]));
            else
                value = (value * Held(0.1)).Plus(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
            parameter.copy_(value);
        }
        return network;
    }

    /// <summary>Tensors of this thread that nobody has disposed yet.</summary>
    public static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>Whether two tensors hold the same numbers in the same shape.</summary>
    public static bool Same(Tensor a, Tensor b)
    {
        using DisposeScope scope = NewDisposeScope();
        return a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();
    }

    public static double LargestDifference(Tensor a, Tensor b)
    {
        using DisposeScope scope = NewDisposeScope();
        return (a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).abs().max().item<double>();
    }
}
