using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Says how models read prompts, before anything is drawn and without loading a model. For pages and all APIs.
/// Thread-safe.
/// </summary>
/// <param name="models">Where models are found.</param>
/// <param name="loras">The LoRAs, whose new words count as known.</param>
public sealed class PromptReader(IModelSource models, LoraCatalogue loras)
{
    /// <summary>The words of a model; null if it has no list of words, or cannot be used.</summary>
    /// <param name="model">Its name; null for the default model.</param>
    public ModelWords? WordsOf(string? model) =>
        OneOfMany.Read<ModelWords?>(() => models.WordsOf(models.Find(model)), _ => null);

    /// <summary>The new words of LoRAs; those that are not installed have none.</summary>
    public IReadOnlySet<string> NewWords(IReadOnlyList<LoraChoice>? chosen)
    {
        if (chosen is not { Count: > 0 })
            return new HashSet<string>();
        HashSet<string> names = [.. chosen.Select(lora => lora.Name)];
        return loras
            .List()
            .Where(lora => names.Contains(lora.Name))
            .SelectMany(lora => lora.Card?.Words ?? [])
            .ToHashSet();
    }

    /// <summary>How the prompts of a request will be read; null if its model has no list of words.</summary>
    /// <param name="order">The request.</param>
    public PromptReading? Of(JobRequest order)
    {
        if (WordsOf(order.Model) is not { } words)
            return null;
        IReadOnlySet<string> added = NewWords(order.Loras);
        double guidance =
            order.Guidance
            ?? OneOfMany.Read(() => models.Facts(models.Find(order.Model)).Defaults.Guidance, _ => double.NaN);
        return PromptReading.Of(text => words.Read(text, added), order.Prompt, order.NegativePrompt, guidance);
    }
}
