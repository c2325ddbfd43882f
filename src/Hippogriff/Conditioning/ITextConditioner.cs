namespace Hippogriff.Conditioning;

/// <summary>What a condition may depend on beside the words.</summary>
/// <param name="Width">Width of the picture in pixels; SDXL is told it.</param>
/// <param name="Height">Height of the picture in pixels.</param>
public sealed record ConditionRequest(int Width, int Height)
{
    /// <summary>
    /// Guidance scale that a guidance-distilled network takes as an input. It is no classifier-free guidance, which
    /// joins two conditions outside of the network. Null for networks without such an input.
    /// </summary>
    public double? EmbeddedGuidance { get; init; }
}

/// <summary>
/// Turns prompts into the condition of a denoiser: a vocabulary and a text encoder, several of them, or no network at
/// all. Called on the one thread that owns the device.
/// </summary>
public interface ITextConditioner
{
    /// <summary>One row a prompt, in order; owned by the caller.</summary>
    /// <param name="prompts">At least one; an empty prompt is no words at all.</param>
    /// <param name="request">What else the rows depend on.</param>
    Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request);
}

/// <summary>Ways to ask a conditioner.</summary>
public static class TextConditioners
{
    /// <summary>
    /// One row a prompt, in order. A prompt that occurs several times is encoded once.
    /// </summary>
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
