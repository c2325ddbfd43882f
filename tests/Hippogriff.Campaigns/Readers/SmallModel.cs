using Hippogriff.Adapters;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Denoising;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Models.UNet;
using Hippogriff.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Campaigns.Readers;

/// <summary>A whole model of some kilobytes, with seeded weights that nobody has trained.</summary>
internal static class SmallModel
{
    private const int TextWidth = 16,
        TextLength = 5,
        Code = 4;

    /// <summary>Its words.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [Vocabulary.Padding, Vocabulary.Unknown, "a", "red", "green", "blue", "square"];

    /// <summary>Its network.</summary>
    public static DenoiserConfig Design(bool latent) =>
        new UNetConfig(latent ? Code : 3, Stem: 2, [16, 32], TextWidth, Blocks: 1, Depth: 1, HeadWidth: 16, TextLength);

    /// <summary>One in memory.</summary>
    public static NetworkModel Create(bool latent = true) =>
        new(
            "small",
            "0123456789",
            new GenerationDefaults
            {
                Steps = 3,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 2,
                Width = 16,
                Height = 16,
            },
            new NetworkParts(
                new Vocabulary(Words),
                Seeded(
                    new TextToImageNetwork(
                        new TextEncoder(new TextEncoderConfig(Words.Count, TextLength, TextWidth, 1)),
                        Design(latent).Build()
                    )
                ),
                latent ? Seeded(new Autoencoder(new AutoencoderConfig(Code, [16, 16]))) : null,
                Prediction.Sample
            )
        );

    /// <summary>One in a folder.</summary>
    public static void Save(string folder, bool latent = true)
    {
        using NetworkModel model = Create(latent);
        PipelineLoader.Save(folder, model, Design(latent), ScalarType.Float32);
    }

    /// <summary>A LoRA for it, with a word of its own.</summary>
    public static byte[] Lora(NetworkModel model, Bench bench)
    {
        using LoraNetwork lora = Seeded(new LoraNetwork(model.Network, 2, ["pug"], 1));
        LoraFile.Write(bench.In("good.safetensors"), lora.ToLora("good", new LoraBase(model.Name, model.Hash)));
        return File.ReadAllBytes(bench.In("good.safetensors"));
    }

    /// <summary>
    /// Gives every parameter a value from a seed: about unit gain for matrices, norms around 1, the rest around 0.
    /// </summary>
    public static T Seeded<T>(T network)
        where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Generator generator = new(1, CPU);
        foreach (
            (string name, Parameter parameter) in network
                .named_parameters()
                .OrderBy(p => p.name, StringComparer.Ordinal)
        )
        {
            bool matrix = parameter.dim() >= 2;
            Tensor value = randn(parameter.shape, generator: generator);
            parameter.copy_(
                matrix
                    ? value / Math.Sqrt((double)parameter.numel() / parameter.shape[0])
                    : value * 0.1f + (name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f)
            );
        }
        return network;
    }
}
