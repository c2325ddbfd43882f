namespace Hippogriff.Conditioning;

/// <summary>Parameters of a condition besides the prompt.</summary>
/// <param name="Width">Width of the picture in pixels; an input of SDXL.</param>
/// <param name="Height">Height of the picture in pixels.</param>
public sealed record ConditionRequest(int Width, int Height)
{
    /// <summary>
    /// Guidance scale as an input of a guidance-distilled network. This is not classifier-free guidance, which joins
    /// two conditions outside the network. Null for networks without such an input.
    /// </summary>
    public double? EmbeddedGuidance { get; init; }

    /// <summary>How prompts for CLIP encoders are read and weighted; others ignore it.</summary>
    public PromptWeighting Weighting { get; init; } = PromptWeighting.A1111;

    /// <summary>
    /// Which state of a CLIP encoder is used, counted from the end as Stable Diffusion's web UI does: 1 is that of the
    /// last layer. Null: as the model was trained.
    /// </summary>
    public int? ClipSkip { get; init; }
}

/// <summary>
/// Converts prompts to the condition of a denoiser, with one or more text encoders or without a network. Called on the
/// thread that owns the device.
/// </summary>
public interface ITextConditioner
{
    /// <summary>One row per prompt, in order; owned by the caller.</summary>
    /// <param name="prompts">At least one; a prompt may be empty.</param>
    /// <param name="request">Further parameters of the rows.</param>
    Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request);
}

/// <summary>Extensions of conditioners.</summary>
public static class TextConditioners
{
    /// <summary>One row per prompt, in order. A repeated prompt is encoded only once.</summary>
    /// <inheritdoc cref="ITextConditioner.Encode" path="/param"/>
    public static Condition EncodeOnce(
        this ITextConditioner conditioner,
        IReadOnlyList<string> prompts,
        ConditionRequest request
    )
    {
        string[] once = [.. prompts.Distinct(StringComparer.Ordinal)];
        Condition rows = conditioner.Encode(once, request);
        return once.Length == prompts.Count
            ? rows
            : rows.Select([.. prompts.Select(prompt => Array.IndexOf(once, prompt))]);
    }
}
