using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Extensions.AI;

/// <summary>The model, its device, and defaults for requests.</summary>
public sealed class HippogriffOptions
{
    /// <summary>
    /// Name or folder of the model, as <see cref="Weights.ModelFolder.Find"/> takes it; null is the default model.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>Device, type and threads; the default is float32 on the CPU.</summary>
    public LoadOptions Loading { get; set; } = new();

    /// <summary>
    /// Loads the pipeline yourself, for example with another <see cref="IPictureModel"/>; null loads
    /// <see cref="Model"/> by <see cref="Loading"/>.
    /// </summary>
    public Func<CancellationToken, Task<DiffusionPipeline>>? Load { get; set; }

    /// <summary>Defaults for every request: missing settings come from here, then from the model.</summary>
    public GenerationRequest Defaults { get; set; } = new() { Prompt = "" };

    /// <summary>Format of pictures for requests without a media type.</summary>
    public ImageFormat Format { get; set; } = ImageFormat.Png;

    /// <summary>Quality of JPEG and WebP, 0 to 100, for requests without one.</summary>
    public int Quality { get; set; } = ImageEncoding.DefaultQuality;

    /// <summary>A pipeline for these options, loaded on first use.</summary>
    public SharedPipeline Share() =>
        new(Load ?? (cancellationToken => DiffusionPipeline.LoadAsync(Model, Loading, cancellationToken)));
}
