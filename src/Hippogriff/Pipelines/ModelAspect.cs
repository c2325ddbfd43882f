using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Latents;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A model that is called in another way; all else is that of the model, which owns everything.</summary>
/// <param name="model">The model.</param>
internal abstract class ModelAspect(DiffusionModel model) : IPictureModel
{
    public string Name => model.Name;

    public string Hash => model.Hash;

    public GenerationDefaults Defaults => model.Defaults;

    public int SizeMultiple => model.SizeMultiple;

    public virtual NoiseFamily Family => model.Family;

    public bool IsGuidanceDistilled => model.IsGuidanceDistilled;

    public Device Device => model.Device;

    public ScalarType Type => model.Type;

    public virtual string? BrokenWeight() => model.BrokenWeight();

    public double BytesPerPixel => model.BytesPerPixel;

    public TextMemory TextMemory => model.TextMemory;

    public virtual void FreeTexts() => model.FreeTexts();

    public virtual ITextConditioner Conditioner => model.Conditioner;

    public virtual ILatentCodec Codec => model.Codec;

    public ModelFacts Facts => model.Facts;

    public Prediction? RescaledPrediction => model.RescaledPrediction;

    public abstract Denoiser DenoiserFor(Condition condition);

    public abstract void Dispose();
}
