using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Noise;
using Hippogriff.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A trained model of our own: vocabulary, text encoder and denoiser network, and an autoencoder where it works on a code.</summary>
public sealed class NetworkModel(
    string name, string hash, GenerationDefaults defaults, Vocabulary vocabulary, TextToImageNetwork network, Autoencoder? autoencoder, Prediction prediction)
    : IPictureModel
{
    public string Name => name;

    public string Hash => hash;

    public GenerationDefaults Defaults => defaults;

    public NoiseFamily Family { get; } = new Flow();

    public Vocabulary Vocabulary => vocabulary;

    public TextToImageNetwork Network => network;

    public Autoencoder? Autoencoder => autoencoder;

    public Prediction Prediction => prediction;

    public bool GuidanceIsBakedIn { get; init; }

    public Device Device => Weight.device;

    public int SizeMultiple => network.Denoiser.SizeMultiple * (autoencoder?.Factor ?? 1);

    private Tensor Weight => network.parameters().First();

    public long[] ShapeFor(int width, int height) =>
        autoencoder is null ? [3, height, width] : [autoencoder.Config.Latent, height / autoencoder.Factor, width / autoencoder.Factor];

    public Denoiser For(params string[] prompts) => Following(Encode(prompts));

    public (Denoiser Prompted, Denoiser Both) ForGuidance(string negative, string prompt)
    {
        TextCondition both = Encode(negative, prompt);
        return (Following(both.Row(1)), Following(both));
    }

    private TextCondition Encode(params string[] prompts)
    {
        using Tensor words = vocabulary.Encode(prompts, network.TextEncoder.Config.Length).to(Device);
        return network.TextEncoder.call(words);                                        // K rows
    }

    private Denoiser Following(TextCondition text) =>
        prediction.ToDenoiser(Family, (x, time) =>
        {
            long each = x.shape[0] / text.Tokens.shape[0];
            TextCondition spread = each == 1 ? text : text.Repeat(each);               // K * N rows, freed with the step
            return network.Denoiser.call(x.to(Weight.dtype), time, spread).to(ScalarType.Float32);
        });

    public Tensor Encode(Tensor pixels) => autoencoder is null ? pixels.clone() : Cast(autoencoder.Encode, pixels);

    public Tensor Decode(Tensor x) => autoencoder is null ? x.clone() : Cast(autoencoder.Decode, x);

    public IReadOnlyList<string> UnknownWords(string prompt) => vocabulary.UnknownIn(prompt);

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
