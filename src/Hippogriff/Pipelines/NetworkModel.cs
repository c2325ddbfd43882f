using Hippogriff.Adapters;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Models.UNet;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A trained model of our own: vocabulary, text encoder and denoiser network, and an autoencoder where it works on a
/// latent.
/// </summary>
public sealed class NetworkModel(
    string name,
    string hash,
    GenerationDefaults defaults,
    Vocabulary vocabulary,
    TextToImageNetwork network,
    Autoencoder? autoencoder,
    Prediction prediction
) : IReadableModel
{
    private const double BottleneckLevel = 0.2;
    private Vocabulary? _extended;

    public string Name => name;

    public string Hash => hash;

    public GenerationDefaults Defaults => defaults;

    public NoiseFamily Family { get; } = new Flow();

    public Vocabulary Vocabulary => vocabulary;

    public TextToImageNetwork Network => network;

    public Autoencoder? Autoencoder => autoencoder;

    public Prediction Prediction => prediction;

    public bool IsGuidanceDistilled { get; init; }

    /// <summary>Understands words that the model was never taught; null leaves them out.</summary>
    public ModelMeanings? Meanings { get; init; }

    public Device Device => Weight.device;

    public int SizeMultiple => network.Denoiser.SizeMultiple * (autoencoder?.Factor ?? 1);

    /// <summary>
    /// The words that prompts are read with: the model's own, and those of LoRAs while it is changed by some.
    /// </summary>
    private Vocabulary Known => _extended ?? vocabulary;

    private Tensor Weight => network.parameters().First();

    public long[] ShapeFor(int width, int height) =>
        autoencoder is null
            ? [3, height, width]
            : [autoencoder.Config.Latent, height / autoencoder.Factor, width / autoencoder.Factor];

    public IReadOnlyList<string> KnownWords => [.. Known.Words.Skip(2)];

    public Denoiser For(params string[] prompts) => DenoiserFor(EncodeText(prompts));

    public (Denoiser Prompted, Denoiser Both) ForGuidance(string negative, string prompt)
    {
        TextCondition both = EncodeText(negative, prompt);
        return (DenoiserFor(both.Row(1)), DenoiserFor(both));
    }

    public TextCondition EncodeText(params string[] prompts)
    {
        using Tensor words = Known.Encode(prompts, network.TextEncoder.Config.Length, Meanings).to(Device);
        return network.TextEncoder.call(words); // K rows
    }

    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null) =>
        network.Denoiser.CaptureAttention(capture, last);

    /// <summary>
    /// Mean bottleneck features [N, D], without words, at noise level 0.2: there the network still sees the whole
    /// picture, and still has something to predict.
    /// </summary>
    public Tensor? Bottleneck(Tensor pixels)
    {
        if (network.Denoiser is not UNet net)
            return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = Encode(pixels);
        using SeededNoise noise = new(0, 1, clean.shape[1..], Device);
        Tensor x = Family.AddNoise(clean, noise.Draw().expand(clean.shape[0], -1, -1, -1), BottleneckLevel);
        TextCondition unconditional = EncodeText("").Repeat(clean.shape[0]);
        (_, Tensor bottleneck) = net.WithBottleneck(
            x.to(Weight.dtype),
            full([clean.shape[0]], Held(BottleneckLevel), dtype: ScalarType.Float32, device: Device),
            unconditional
        );
        return bottleneck.to(ScalarType.Float32).mean([2, 3]).MoveToOuterDisposeScope();
    }

    public Denoiser DenoiserFor(TextCondition text) =>
        prediction.ToDenoiser(
            Family,
            (x, time) =>
            {
                Tensor times = time.narrow(0, 0, text.Pooled.shape[0]); // [K]: all alike
                return network.Denoiser.call(x.to(Weight.dtype), times, text).to(ScalarType.Float32);
            }
        );

    public Tensor Encode(Tensor pixels) => autoencoder is null ? pixels.clone() : Cast(autoencoder.Encode, pixels);

    public Tensor Decode(Tensor x) => autoencoder is null ? x.clone() : Cast(autoencoder.Decode, x);

    public TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null) =>
        vocabulary.Read(prompt, network.TextEncoder.Config.Length, added, Meanings);

    public TextReading ReadingNow(string prompt) =>
        Known.Read(prompt, network.TextEncoder.Config.Length, interpreter: Meanings);

    public IDisposable? Adapt(IReadOnlyList<LoraChoice> loras)
    {
        if (loras.Count == 0)
            return null;
        List<(Lora Lora, double Weight)> read = [];
        try
        {
            foreach (LoraChoice lora in loras)
                read.Add((LoraFile.Read(lora.File, network, vocabulary, new LoraBase(name, hash)), lora.Weight));
            LoraMerge merge = LoraMerge.Into(network, read);
            _extended = vocabulary.With(merge.Words);
            return new Adapted(this, merge);
        }
        finally
        {
            foreach ((Lora lora, double _) in read)
                lora.Dispose();
        }
    }

    public bool IsAdapted => _extended is not null;

    private sealed class Adapted(NetworkModel model, LoraMerge merge) : IDisposable
    {
        public void Dispose()
        {
            merge.Dispose();
            model._extended = null;
        }
    }

    private Tensor Cast(Func<Tensor, Tensor> way, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return way(x.to(autoencoder!.parameters().First().dtype)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        network.Dispose();
        autoencoder?.Dispose();
    }
}
