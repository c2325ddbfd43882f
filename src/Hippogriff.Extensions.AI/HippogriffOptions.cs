using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Extensions.AI;

/// <summary>Which model draws, where, and what a request may leave open.</summary>
public sealed class HippogriffOptions
{
    /// <summary>
    /// Name or folder of the model, as <see cref="Weights.ModelFolder.Find"/> takes it; null is the default model.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>Device, type and threads; where nothing is said float32 on the CPU.</summary>
    public LoadOptions Loading { get; set; } = new();

    /// <summary>
    /// Loads the pipeline in a way of your own, for example over another <see cref="IPictureModel"/>; null loads
    /// <see cref="Model"/> as <see cref="Loading"/> says.
    /// </summary>
    public Func<CancellationToken, Task<DiffusionPipeline>>? Load { get; set; }

    /// <summary>
    /// What every request begins with: whatever it does not say itself is taken from here, then from the model.
    /// </summary>
    public GenerationRequest Defaults { get; set; } = new() { Prompt = "" };

    /// <summary>Format of pictures whose media type is not asked for.</summary>
    public ImageFormat Format { get; set; } = ImageFormat.Png;

    /// <summary>Quality of JPEG and WebP, 0 to 100, where a request says none.</summary>
    public int Quality { get; set; } = ImageEncoding.DefaultQuality;

    /// <summary>A pipeline over what these options name, loaded when it is first used.</summary>
    public SharedPipeline Share() =>
        new(Load ?? (cancellationToken => DiffusionPipeline.LoadAsync(Model, Loading, cancellationToken)));
}
