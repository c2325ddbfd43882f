using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Latents;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A model in the levels of a scheduler's run; the model itself owns everything.</summary>
internal sealed class ScheduledModel(DiffusionModel model, SchedulerRun run) : IPictureModel
{
    public string Name => model.Name;

    public string Hash => model.Hash;

    public GenerationDefaults Defaults => model.Defaults;

    public int SizeMultiple => model.SizeMultiple;

    public NoiseFamily Family => run.Family;

    public bool IsGuidanceDistilled => model.IsGuidanceDistilled;

    public Device Device => model.Device;

    public ScalarType Type => model.Type;

    public string? BrokenWeight() => model.BrokenWeight();

    public double BytesPerPixel => model.BytesPerPixel;

    public ITextConditioner Conditioner => model.Conditioner;

    public ILatentCodec Codec => model.Codec;

    public ModelFacts Facts => model.Facts;

    public Prediction? RescaledPrediction => model.RescaledPrediction;

    public bool IsAdapted => model.IsAdapted;

    public Denoiser DenoiserFor(Condition condition) => run.ToDenoiser(model.NetworkFor(condition));

    public void Dispose() { }
}
