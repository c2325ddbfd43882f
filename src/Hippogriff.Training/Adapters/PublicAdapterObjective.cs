using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// Trains a LoRA on the denoiser of a public model. It minimises the error of the prediction at noise levels uniform in
/// the network's time, as the model was trained itself (2006.11239, equation 14). Text encoder and autoencoder are
/// frozen.
/// </summary>
/// <param name="lora">The LoRA to train; attached to the model.</param>
/// <param name="model">The model.</param>
/// <param name="source">Own pictures with captions.</param>
/// <param name="batchSize">Pictures per update.</param>
internal sealed class PublicAdapterObjective(
    LoraNetwork lora,
    DiffusionModel model,
    IExampleSource source,
    int batchSize
) : IObjective<PictureBatch>
{
    private const double CaptionDropout = 0.1;

    public nn.Module Network => lora;

    public int BatchSize => batchSize;

    public PictureBatch Prepare(long step) => PictureBatch.Take(source, step, batchSize);

    public Tensor Loss(PictureBatch batch, BatchRandom random)
    {
        NoiseFamily family = model.Family;
        Tensor clean = Latents(batch); // [N, C, h, w]
        using Condition words = Words(batch, random);
        Tensor times = random.Uniform([batch.Count], model.Device);
        Tensor sigma = family.SigmaAt(times);
        Tensor noise = random.Normal(clean.shape, model.Device);
        (Tensor input, Tensor time) = family.NetworkInput(family.Mix(clean, noise, sigma), sigma);
        ScalarType type = model.Denoiser.parameters().First().dtype;
        Tensor output = model.Denoiser.call(
            input.to(type),
            time * Held(model.Definition.TimeScale),
            words.To(model.Device, type)
        );
        Tensor missed = output.to(ScalarType.Float32) - model.Prediction.Target(family, clean, noise, sigma);
        return (missed.Squared().mean([1, 2, 3]) * model.Prediction.LossWeight(sigma, MostWeight)).mean();
    }

    private const double MostWeight = 5;

    private Tensor Latents(PictureBatch batch)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return model.Codec.Encode(batch.Pixels(model.Device, ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <summary>The captions as a condition, some of them empty, for guidance.</summary>
    private Condition Words(PictureBatch batch, BatchRandom random)
    {
        using IDisposable noGradient = no_grad();
        using Tensor dice = random.Uniform([batch.Count], model.Device);
        float[] thrown = TensorNumbers.Of<float>(dice);
        string[] captions = [.. batch.Captions.Select((caption, i) => thrown[i] < CaptionDropout ? "" : caption)];
        return model.Conditioner.Encode(captions, new ConditionRequest(batch.Width, batch.Height));
    }
}
