using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines.Checkpoints;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A trained model of our own: vocabulary, text encoder, denoiser network, and an autoencoder for latent models.
/// </summary>
public sealed class NetworkModel : DiffusionModel, IReadableModel
{
    private const double BottleneckLevel = 0.2;
    private readonly WordConditioner _words;

    /// <param name="name">Name to write into pictures.</param>
    /// <param name="hash">See <see cref="IPictureModel.Hash"/>.</param>
    /// <param name="defaults">Defaults for missing settings of a request.</param>
    /// <param name="parts">What it is made of; its networks are owned.</param>
    public NetworkModel(string name, string hash, GenerationDefaults defaults, NetworkParts parts)
        : this(
            new ModelDefinition
            {
                Name = name,
                Kind = HippogriffFolder.Kind,
                Defaults = defaults,
                Family = new Flow(),
                Prediction = parts.Prediction,
                SizeMultiple = parts.Network.Denoiser.SizeMultiple * (parts.Autoencoder?.Factor ?? 1),
                IsGuidanceDistilled = parts.IsGuidanceDistilled,
                SharesPasses = true,
            },
            hash,
            parts.Vocabulary,
            parts.Network,
            parts.Autoencoder,
            parts.Meanings
        ) { }

    /// <summary>The same from its definition.</summary>
    internal NetworkModel(
        ModelDefinition definition,
        string hash,
        Vocabulary vocabulary,
        TextToImageNetwork network,
        Autoencoder? autoencoder,
        ModelMeanings? meanings
    )
        : base(
            definition,
            hash,
            network.Denoiser,
            new WordConditioner(vocabulary, network.TextEncoder, meanings),
            autoencoder is null ? PixelCodec.Shared : new AutoencoderCodec(autoencoder)
        )
    {
        (Vocabulary, Network, Autoencoder, Meanings) = (vocabulary, network, autoencoder, meanings);
        _words = (WordConditioner)Conditioner;
        Adapters = new OwnAdapterTarget(network);
    }

    /// <summary>Its vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Text encoder and denoiser as one module.</summary>
    public TextToImageNetwork Network { get; }

    /// <summary>The latent's autoencoder; null for pixels.</summary>
    public Autoencoder? Autoencoder { get; }

    /// <inheritdoc/>
    public ModelMeanings? Meanings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> KnownWords => [.. _words.Known.Words.Skip(2)];

    /// <inheritdoc/>
    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null) =>
        Denoiser.CaptureAttention(capture, last);

    /// <summary>
    /// Mean bottleneck features [N, D] without a prompt at noise level 0.2, where the network still sees the whole
    /// picture and has something to predict.
    /// </summary>
    public Tensor? Bottleneck(Tensor pixels)
    {
        if (Denoiser is not IHasBottleneck net)
            return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = this.Encode(pixels);
        using SeededNoise noise = new(0, 1, clean.shape[1..], Device);
        Tensor x = Family.AddNoise(clean, noise.Draw().expand(clean.shape[0], -1, -1, -1), BottleneckLevel);
        Condition unconditional = this.EncodeText("").Repeat(clean.shape[0]);
        (_, Tensor bottleneck) = net.WithBottleneck(
            x.to(Type),
            full([clean.shape[0]], Held(BottleneckLevel), dtype: ScalarType.Float32, device: Device),
            unconditional
        );
        return bottleneck.to(ScalarType.Float32).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) => _words.ReadingOf(prompt, added);

    /// <inheritdoc/>
    public TextReading ReadingNow(string prompt) => _words.ReadingNow(prompt);

    /// <inheritdoc/>
    protected override Vocabulary OwnWords => Vocabulary;

    /// <inheritdoc/>
    protected override void Changed(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            _words.Shorten();
        else
            _words.Extend(words);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Network.Dispose();
        base.Dispose(disposing);
    }
}
