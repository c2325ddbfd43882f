using System.Numerics;
using System.Security.Cryptography;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.ExactDenoisers;
using Hippogriff.Imaging;
using Hippogriff.Latents;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.FolderModels;

/// <summary>
/// A model without training: the exact denoiser of a few captioned pictures (<see cref="OptimalDenoiser"/>). It turns
/// any noise into one of its pictures, so samplers, guidance and schedules can be tested without a network.
/// </summary>
public sealed class FolderModel : IPictureModel, IVocabularyModel, ITextConditioner
{
    private readonly OptimalDenoiser _exact;
    private readonly HashSet<string> _words;

    /// <param name="name">Name to write into pictures.</param>
    /// <param name="images">Pictures of one size, at least one.</param>
    /// <param name="captions">Their captions.</param>
    /// <param name="device">The device.</param>
    public FolderModel(string name, IReadOnlyList<RgbImage> images, IReadOnlyList<string> captions, Device device)
    {
        (Name, Device) = (name, device);
        using Tensor pictures = ImageTensor.FromImages(images, device);
        _exact = new OptimalDenoiser(pictures, captions);
        _words = [.. captions.SelectMany(Vocabulary.Split)];
        Defaults = new GenerationDefaults
        {
            Steps = 20,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 2,
            Width = images[0].Width,
            Height = images[0].Height,
        };
        Hash = Convert.ToHexStringLower(SHA256.HashData([.. images.SelectMany(i => SHA256.HashData(i.Pixels))]))[..10];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Hash { get; }

    /// <inheritdoc/>
    public GenerationDefaults Defaults { get; }

    /// <summary>The model draws only the size of its pictures.</summary>
    public int SizeMultiple => (int)BigInteger.GreatestCommonDivisor(Defaults.Width, Defaults.Height);

    /// <inheritdoc/>
    public NoiseFamily Family { get; } = new Flow();

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public long[] ShapeFor(int width, int height) =>
        width == Defaults.Width && height == Defaults.Height
            ? [3, height, width]
            : throw new HippogriffException(
                $"The pictures of {Name} are {Defaults.Width}x{Defaults.Height}, and no other size can be "
                    + "drawn from them."
            );

    /// <inheritdoc/>
    public ITextConditioner Conditioner => this;

    /// <inheritdoc/>
    public ILatentCodec Codec => PixelCodec.Shared;

    /// <summary>One token a prompt: how it weights the pictures, as <see cref="OptimalDenoiser.LogWeights"/>.</summary>
    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = stack([.. prompts.Select(prompt => tensor(_exact.LogWeights(prompt), device: Device))]);
        return new Condition(weights.unsqueeze(1).MoveToOuterDisposeScope(), null); // [K, 1, pictures], float64
    }

    /// <inheritdoc/>
    public Denoiser DenoiserFor(Condition condition)
    {
        using DisposeScope scope = NewDisposeScope();
        return _exact.Weighted(
            [
                .. Enumerable
                    .Range(0, (int)condition.Rows)
                    .Select(k => condition.Tokens[k, 0].cpu().data<double>().ToArray()),
            ],
            Family
        );
    }

    /// <inheritdoc/>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) =>
        TextReading.Of(prompt, _words.Contains, most: null);

    /// <inheritdoc/>
    public void Dispose() => _exact.Dispose();
}
