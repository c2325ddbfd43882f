using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model assembled from its definition and parts: a conditioner, a denoiser network and a codec. Derived classes add
/// features of some models: word lists, inspection, LoRA.
/// </summary>
public class DiffusionModel : IPictureModel
{
    private readonly Tensor _weight;

    /// <param name="definition">Its definition.</param>
    /// <param name="hash">See <see cref="IPictureModel.Hash"/>.</param>
    /// <param name="denoiser">The network; owned.</param>
    /// <param name="conditioner">Makes conditions from prompts; disposed with the model if it is disposable.</param>
    /// <param name="codec">Converts between pixels and the denoised tensor; owned.</param>
    public DiffusionModel(
        ModelDefinition definition,
        string hash,
        DenoiserNetwork denoiser,
        ITextConditioner conditioner,
        ILatentCodec codec
    )
    {
        (Definition, Hash, Denoiser, Conditioner, Codec) = (definition, hash, denoiser, conditioner, codec);
        _weight = denoiser.parameters().First();
    }

    /// <summary>Its definition.</summary>
    public ModelDefinition Definition { get; }

    /// <inheritdoc/>
    public string Name => Definition.Name;

    /// <inheritdoc/>
    public string Hash { get; }

    /// <inheritdoc/>
    public GenerationDefaults Defaults => Definition.Defaults;

    /// <inheritdoc/>
    public NoiseFamily Family => Definition.Family;

    /// <summary>What the network predicts.</summary>
    public Prediction Prediction => Definition.Prediction;

    /// <inheritdoc/>
    public bool IsGuidanceDistilled => Definition.IsGuidanceDistilled;

    /// <inheritdoc/>
    public double BytesPerPixel => Definition.BytesPerPixel * (Type == ScalarType.Float32 ? 1 : 0.5);

    /// <inheritdoc/>
    public ModelFacts Facts => Definition.Facts;

    /// <inheritdoc/>
    public Prediction? RescaledPrediction => Definition.Scheduler is null ? null : Prediction;

    /// <inheritdoc/>
    public SchedulerConfig? SchedulerFor(string sampler, string schedule) =>
        Definition.Scheduler is { } own ? SchedulerChoice.For(own, sampler, schedule) : null;

    /// <inheritdoc/>
    public IPictureModel Following(SchedulerRun run) => new ScheduledModel(this, run);

    /// <inheritdoc/>
    public int SizeMultiple => Definition.SizeMultiple;

    /// <summary>The denoiser network.</summary>
    public DenoiserNetwork Denoiser { get; }

    /// <inheritdoc/>
    public ITextConditioner Conditioner { get; }

    /// <inheritdoc/>
    public ILatentCodec Codec { get; }

    /// <inheritdoc/>
    public Device Device => _weight.device;

    /// <inheritdoc/>
    public ScalarType Type => _weight.dtype;

    /// <inheritdoc/>
    public string? BrokenWeight()
    {
        using IDisposable noGradient = no_grad();
        foreach (nn.Module network in Owned.Prepend(Denoiser).Distinct())
        foreach ((string name, Tensor weight) in network.state_dict())
        {
            using DisposeScope scope = NewDisposeScope();
            if (
                !weight.is_meta
                && weight.is_floating_point()
                && weight.numel() > 0
                && !weight.isfinite().all().item<bool>()
            )
                return name;
        }
        return null;
    }

    /// <inheritdoc/>
    public long[] ShapeFor(int width, int height) => [Codec.Channels, height / Codec.Factor, width / Codec.Factor];

    /// <inheritdoc/>
    public Denoiser DenoiserFor(Condition condition) => DenoiserOf(NetworkFor(condition));

    /// <summary>The denoiser over a network of this model's prediction and time scale.</summary>
    internal Denoiser DenoiserOf(Func<Tensor, Tensor, Tensor> network) =>
        Prediction.ToDenoiser(Family, network, Definition.TimeScale);

    /// <summary>The network for a condition: (picture [K * N, C, h, w], time [K * N]) to its output, float32.</summary>
    internal Func<Tensor, Tensor, Tensor> NetworkFor(Condition condition) =>
        (x, time) => Pass(x, time.narrow(0, 0, condition.Rows), condition); // [K]: all alike

    /// <summary>One pass of the network.</summary>
    /// <param name="x">Pictures [K * N, C, h, w].</param>
    /// <param name="times">The network's time of each row [K].</param>
    /// <param name="condition">K rows.</param>
    internal Tensor Pass(Tensor x, Tensor times, Condition condition) =>
        Denoiser.call(Joined(x, condition).to(Type), times, condition).to(ScalarType.Float32);

    /// <summary>The noisy batch with the condition's further channels appended.</summary>
    private Tensor Joined(Tensor x, Condition condition)
    {
        if (condition.ExtraOf(ExtraInputs.Channels) is not { } channels)
            return Definition.Input == PictureInput.None
                ? x
                : throw new HippogriffException(
                    $"The model {Name} takes a picture beside the noise, which this does not give it.",
                    FaultKind.Incompatible
                );
        return cat([x, channels.repeat_interleave(x.shape[0] / channels.shape[0], 0)], 1);
    }

    /// <summary>Networks beside the denoiser that are freed with the model.</summary>
    internal IReadOnlyCollection<nn.Module> Owned { get; init; } = [];

    /// <summary>What adapters may change; null if they may change nothing.</summary>
    public IAdapterTarget? Adapters { get; init; }

    /// <summary>The words that adapters may not bring again; null if a model reads no words from a list.</summary>
    protected virtual Vocabulary? OwnWords => null;

    /// <inheritdoc/>
    public bool IsAdapted { get; private set; }

    /// <inheritdoc/>
    public virtual TextMemory TextMemory => default;

    /// <inheritdoc/>
    public virtual void FreeTexts() { }

    /// <summary>Reads again what <see cref="FreeTexts"/> freed.</summary>
    private protected virtual void BringBack() { }

    /// <inheritdoc/>
    public IDisposable? Adapt(IReadOnlyList<LoraChoice> loras)
    {
        if (loras.Count == 0)
            return null;
        IAdapterTarget target =
            Adapters
            ?? throw new HippogriffException(
                $"The model {Name} takes no LoRA; leave the LoRA out.",
                FaultKind.Incompatible
            );
        BringBack();
        List<(Lora Lora, double Weight)> read = [];
        try
        {
            foreach (LoraChoice lora in loras)
                read.Add((LoraFile.Read(lora.Name, target, OwnWords, new LoraBase(Name, Hash)), lora.Weight));
            LoraMerge merge = LoraMerge.Into(target, read);
            IDisposable? words;
            try
            {
                words = target.TakesEmbeddings ? Bring(loras) : null;
            }
            catch
            {
                merge.Dispose();
                throw;
            }
            IsAdapted = true;
            Changed(merge.Words);
            return new Adapted(this, merge, words);
        }
        finally
        {
            foreach ((Lora lora, double _) in read)
                lora.Dispose();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FitsOf(IReadOnlyList<LoraChoice> loras) =>
        Adapters is { MayFitPartly: true } target
            ? [.. loras.Select(lora => LoraFile.FitOf(lora.Name, target, Name).Warning(Name)).OfType<string>()]
            : [];

    /// <summary>Told the words that adapters bring; none when they are gone.</summary>
    protected virtual void Changed(IReadOnlyList<string> words) { }

    /// <summary>Gives the text encoders what LoRAs bring for them beside changes of layers; null for nothing.</summary>
    /// <exception cref="HippogriffException">It does not fit them.</exception>
    private protected virtual IDisposable? Bring(IReadOnlyList<LoraChoice> loras) => null;

    private sealed class Adapted(DiffusionModel model, LoraMerge merge, IDisposable? words) : IDisposable
    {
        public void Dispose()
        {
            words?.Dispose();
            merge.Dispose();
            model.IsAdapted = false;
            model.Changed([]);
        }
    }

    /// <summary>Frees all networks.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the model's resources.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Denoiser.Dispose();
        (Conditioner as IDisposable)?.Dispose();
        Codec.Dispose();
        foreach (nn.Module network in Owned)
            network.Dispose();
    }
}
