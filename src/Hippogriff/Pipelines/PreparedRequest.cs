using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// A request that was checked once for one model: nothing of it is unset, and its source and mask have the size that is
/// drawn. Drawing it asks no more questions.
/// </summary>
public sealed class PreparedRequest
{
    internal PreparedRequest(
        GenerationRequest request,
        GenerationSettings settings,
        MaskImage? mask,
        IReadOnlyList<string> ignored
    ) => (Request, Settings, Mask, Ignored) = (request, settings, mask, ignored);

    /// <summary>What was asked for, its source in the size that is drawn.</summary>
    public GenerationRequest Request { get; }

    /// <summary>What is drawn with; the seed is that of the first picture.</summary>
    public GenerationSettings Settings { get; }

    /// <summary>What of the request has no effect on this model, a sentence each.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The mask in the size that is drawn, its edge softened; null where there is none.</summary>
    internal MaskImage? Mask { get; }

    /// <summary>
    /// The options of the request with everything said, so that they draw the same with other defaults.
    /// </summary>
    public GenerationOptions ToOptions() =>
        Settings.ToOptions() with
        {
            Count = Request.Count,
            Loras = Request.Loras,
            SourceFit = Request.SourceFit,
            Strength = Request.Strength,
            MaskBlur = Request.MaskBlur,
        };
}
