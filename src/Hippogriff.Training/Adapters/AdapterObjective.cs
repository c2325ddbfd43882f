using Hippogriff.Adapters;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Denoising;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>A batch for a LoRA: own pictures, and some of what the model drew before.</summary>
public sealed record AdapterBatch(PictureBatch Own, PictureBatch? Prior);

/// <summary>
/// Teaches a LoRA own pictures as a denoiser learns them (<see cref="DenoiserObjective"/>), and holds it to the model
/// elsewhere: about pictures that the model itself has drawn, the network with the LoRA is to give the same answer as
/// without. So nothing is learned from those pictures, and nothing forgotten.
/// </summary>
internal sealed class AdapterObjective : IObjective<AdapterBatch>
{
    private readonly LoraNetwork _lora;
    private readonly TextToImageNetwork _network;
    private readonly DenoiserObjective _own;
    private readonly DenoiserObjective? _asked;
    private readonly IReadOnlyList<string> _others;
    private readonly double _priorWeight;
    private readonly Device _device;

    /// <param name="lora">What is trained; attached to <paramref name="network"/>.</param>
    /// <param name="network">The frozen network.</param>
    /// <param name="autoencoder">Makes the latent that is denoised; null for pixels.</param>
    /// <param name="words">The model's words and behind them the new ones.</param>
    /// <param name="own">Own pictures.</param>
    /// <param name="prior">Pictures that the model drew; null for none.</param>
    /// <param name="others">Other prompts that the model knows all words of.</param>
    /// <param name="plan">Batch size and weights.</param>
    /// <param name="settings">How the model's objective was set, as far as it matters here.</param>
    /// <param name="family">How the model was taught to see noise.</param>
    /// <param name="type">What the network computes in.</param>
    /// <param name="device">Where it is.</param>
    public AdapterObjective(
        LoraNetwork lora,
        TextToImageNetwork network,
        Autoencoder? autoencoder,
        Vocabulary words,
        IExampleSource own,
        FolderSource? prior,
        IReadOnlyList<string> others,
        AdapterPlan plan,
        DenoiserObjectiveSettings settings,
        NoiseFamily family,
        ScalarType type,
        Device device
    )
    {
        (_lora, _network, _priorWeight, _device) = (lora, network, plan.PriorWeight, device);
        BatchSize = plan.BatchSize;
        _others = others;
        _own = new DenoiserObjective(
            network,
            autoencoder,
            words,
            own,
            plan.BatchSize,
            settings with
            {
                CaptionDropout = 0,
            },
            type,
            device,
            family: family
        );
        _asked = prior is null
            ? null
            : new DenoiserObjective(
                network,
                autoencoder,
                words,
                prior,
                plan.BatchSize,
                settings,
                type,
                device,
                family: family
            );
    }

    public nn.Module Network => _lora;

    public int BatchSize { get; }

    public AdapterBatch Prepare(long step) =>
        new(_own.Prepare(step), _asked is null ? null : WithOthers(_asked.Prepare(step), step));

    /// <summary>
    /// Every second picture with another prompt than its own: there are few pictures, and the answer is to stay the
    /// same whatever is asked, not only what they were drawn from.
    /// </summary>
    private PictureBatch WithOthers(PictureBatch batch, long step) =>
        _others.Count == 0
            ? batch
            : batch with
            {
                Captions =
                [
                    .. batch.Captions.Select(
                        (caption, i) =>
                            (step + i) % 2 == 0 ? caption : _others[(int)((step * BatchSize + i) % _others.Count)]
                    ),
                ],
            };

    public Tensor Loss(AdapterBatch batch, Generator random)
    {
        Tensor own = _own.Loss(batch.Own, random);
        return batch.Prior is null ? own : own.Plus(HoldingOn(batch.Prior, random) * Held(_priorWeight));
    }

    /// <summary>
    /// How far the answers with and without the LoRA lie apart, weighted as the objective weighs noise levels; a tenth
    /// of the captions is left out.
    /// </summary>
    private Tensor HoldingOn(PictureBatch batch, Generator random)
    {
        Tensor clean = _asked!.Target(batch); // [N, C, H, W]
        Tensor sigma = _asked.Levels(clean.shape[0], random);
        Tensor noise = randn(clean.shape, dtype: ScalarType.Float32, device: _device, generator: random);
        (Tensor input, Tensor time) = _asked.Noisy(clean, noise, sigma);
        Tensor words = _asked.Captions(batch, random);
        Tensor before = Before(input, time, words);
        Tensor now = _network.call(input, time, words).to(ScalarType.Float32);
        return ((now - before).Squared().mean([1, 2, 3]) * _asked.Weight(sigma)).mean();
    }

    private Tensor Before(Tensor input, Tensor time, Tensor words)
    {
        using IDisposable noGradient = no_grad();
        _lora.Enabled = false;
        try
        {
            return _network.call(input, time, words).to(ScalarType.Float32);
        }
        finally
        {
            _lora.Enabled = true;
        }
    }
}
