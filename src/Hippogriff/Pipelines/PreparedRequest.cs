using Hippogriff.Denoising;
using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// A request that was checked for one model. It is complete, and its source and mask have the output size. Sampling
/// does not check it again.
/// </summary>
public sealed class PreparedRequest
{
    internal PreparedRequest(
        GenerationRequest request,
        GenerationSettings settings,
        MaskImage? mask,
        IReadOnlyList<string> ignored
    ) => (Request, Settings, Mask, Ignored) = (request, settings, mask, ignored);

    /// <summary>The request, with its source in the output size.</summary>
    public GenerationRequest Request { get; }

    /// <summary>The settings; the seed is that of the first picture.</summary>
    public GenerationSettings Settings { get; }

    /// <summary>Options of the request without effect on this model, one sentence each.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The blurred mask in the output size; null if there is none.</summary>
    internal MaskImage? Mask { get; }

    /// <summary>The complete options of the request, so that they draw the same with other defaults.</summary>
    public GenerationOptions ToOptions() =>
        Settings.ToOptions() with
        {
            Count = Request.Count,
            Loras = Request.Loras,
            SourceFit = Request.SourceFit,
            Strength = Request.Strength,
            MaskBlur = Request.MaskBlur,
            NoiseSource = Request.NoiseSource is { } asked ? NoiseSources.NameOf(asked) : null,
        };
}
