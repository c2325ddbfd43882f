using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A real model with seeded weights that nobody has trained: its pictures are nonsense, and the same nonsense every
/// time.
/// </summary>
internal static class TinyModel
{
    public static readonly Vocabulary Words = new([
        Vocabulary.Padding,
        Vocabulary.Unknown,
        "a",
        "red",
        "green",
        "blue",
        "square",
    ]);

    public static readonly GenerationDefaults Defaults = new()
    {
        Steps = 3,
        Sampler = "euler",
        Schedule = "uniform",
        Guidance = 2,
        Width = 16,
        Height = 16,
    };

    public static NetworkModel Create(
        string network = "u_net",
        bool latent = false,
        Prediction prediction = Prediction.Sample
    ) =>
        new(
            "tiny",
            "0123456789",
            Defaults,
            new NetworkParts(
                Words,
                TinyNetworks.Seeded(
                    new TextToImageNetwork(
                        new TextEncoder(
                            new TextEncoderConfig(Words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 1)
                        ),
                        TinyNetworks.Config(network, latent ? 4 : 3).Build()
                    )
                ),
                latent ? TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 16])), 2) : null,
                prediction
            )
        );

    /// <summary>The first, which understands words that it was never taught.</summary>
    public static NetworkModel Understanding() =>
        new(
            "tiny",
            "0123456789",
            Defaults,
            new NetworkParts(
                Words,
                TinyNetworks.Seeded(
                    new TextToImageNetwork(
                        new TextEncoder(
                            new TextEncoderConfig(Words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 1)
                        ),
                        TinyNetworks.Config("u_net").Build()
                    )
                ),
                null,
                Prediction.Sample
            )
            {
                Meanings = new ModelMeanings(Words),
            }
        );

    /// <summary>One that knows other words.</summary>
    public static NetworkModel Knowing(IReadOnlyList<string> words, int length) =>
        new(
            "tiny",
            "9876543210",
            Defaults,
            new NetworkParts(
                new Vocabulary([Vocabulary.Padding, Vocabulary.Unknown, .. words]),
                TinyNetworks.Seeded(
                    new TextToImageNetwork(
                        new TextEncoder(new TextEncoderConfig(words.Count + 2, length, TinyNetworks.TextWidth, 1)),
                        TinyNetworks.Config("u_net").Build()
                    )
                ),
                null,
                Prediction.Sample
            )
        );

    public static GenerationSettings Settings(
        string prompt,
        long seed,
        string sampler = "euler",
        double guidance = 2,
        int steps = 3,
        int width = 16,
        int height = 16
    ) =>
        new()
        {
            Prompt = prompt,
            NegativePrompt = "",
            Seed = seed,
            Steps = steps,
            Sampler = sampler,
            Schedule = "uniform",
            Guidance = guidance,
            Width = width,
            Height = height,
            Model = "tiny",
            ModelHash = "0123456789",
        };

    /// <summary>Largest difference of two pictures in steps of 255.</summary>
    public static int Difference(RgbImage a, RgbImage b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        return a.Pixels.Zip(b.Pixels, (p, q) => Math.Abs(p - q)).Max();
    }

    public static RgbImage Plain(int width, int height, byte red, byte green, byte blue)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        return new RgbImage(width, height, pixels);
    }
}
