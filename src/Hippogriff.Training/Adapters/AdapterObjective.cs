using Hippogriff.Adapters;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Denoising;
using Hippogriff.Models;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Adapters;

/// <summary>A batch for a LoRA: own pictures and prior pictures that the model drew.</summary>
public sealed record AdapterBatch(PictureBatch Own, PictureBatch? Prior);

/// <summary>What a LoRA is trained on.</summary>
/// <param name="Own">Own pictures.</param>
/// <param name="Prior">Prior pictures; null for none.</param>
/// <param name="Others">Other prompts whose words the model knows.</param>
internal sealed record AdapterLessons(IExampleSource Own, FolderSource? Prior, IReadOnlyList<string> Others)
{
    /// <summary>Number of workers that share an update, each with a batch of its own.</summary>
    public int Workers { get; init; } = 1;
}

/// <summary>
/// Trains a LoRA on own pictures like a denoiser (<see cref="DenoiserObjective"/>). On pictures that the model itself
/// has drawn, the network with the LoRA must predict the same as without it. Nothing is learned from those pictures,
/// and nothing is forgotten.
/// </summary>
internal sealed class AdapterObjective : IObjective<AdapterBatch>
{
    private readonly LoraNetwork _lora;
    private readonly TextToImageNetwork _network;
    private readonly DenoiserObjective _own;
    private readonly DenoiserObjective? _asked;
    private readonly IReadOnlyList<string> _others;
    private readonly int _workers;
    private readonly double _priorWeight;
    private readonly Device _device;

    /// <param name="lora">The LoRA to train; attached to the network.</param>
    /// <param name="frozen">The frozen network, with the model's words followed by the new ones.</param>
    /// <param name="lessons">What is learned from.</param>
    /// <param name="plan">Batch size and weights.</param>
    /// <param name="settings">Settings of the model's objective, where they apply.</param>
    /// <param name="family">The model's noise family.</param>
    public AdapterObjective(
        LoraNetwork lora,
        LearningNetwork frozen,
        AdapterLessons lessons,
        AdapterPlan plan,
        DenoiserObjectiveSettings settings,
        NoiseFamily family
    )
    {
        (_lora, _network, _priorWeight, _device) = (lora, frozen.Network, plan.PriorWeight, frozen.Device);
        BatchSize = plan.BatchSize;
        (_others, _workers) = (lessons.Others, lessons.Workers);
        _own = Objective(lessons.Own, settings with { CaptionDropout = 0 });
        _asked = lessons.Prior is null ? null : Objective(lessons.Prior, settings);

        DenoiserObjective Objective(IExampleSource pictures, DenoiserObjectiveSettings own) =>
            new(frozen, pictures, plan.BatchSize, own, family: family);
    }

    public nn.Module Network => _lora;

    public int BatchSize { get; }

    public AdapterBatch Prepare(long step) =>
        new(_own.Prepare(step), _asked is null ? null : WithOthers(_asked.Prepare(step), step));

    /// <summary>
    /// Gives every second picture another prompt. There are few pictures, and predictions must stay the same for all
    /// prompts, not only for those of the pictures.
    /// </summary>
    private PictureBatch WithOthers(PictureBatch batch, long step)
    {
        if (_others.Count == 0)
            return batch;
        (long update, long worker) = Math.DivRem(step, _workers);
        return batch with
        {
            Captions =
            [
                .. batch.Captions.Select(
                    (caption, i) =>
                        (update + worker * BatchSize + i) % 2 == 0
                            ? caption
                            : _others[(int)((step * BatchSize + i) % _others.Count)]
                ),
            ],
        };
    }

    public Tensor Loss(AdapterBatch batch, BatchRandom random)
    {
        Tensor own = _own.Loss(batch.Own, random);
        return batch.Prior is null ? own : own.Plus(HoldingOn(batch.Prior, random) * Held(_priorWeight));
    }

    /// <summary>
    /// Distance between the predictions with and without the LoRA, with the objective's weight per noise level; a tenth
    /// of the captions is dropped.
    /// </summary>
    private Tensor HoldingOn(PictureBatch batch, BatchRandom random)
    {
        Tensor clean = _asked!.Target(batch); // [N, C, H, W]
        Tensor sigma = _asked.Levels(clean.shape[0], random);
        Tensor noise = random.Normal(clean.shape, _device);
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
