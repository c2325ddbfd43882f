using System.Collections.Concurrent;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Says how models read prompts, before anything is drawn and without loading a model. For pages and all APIs.
/// Thread-safe.
/// </summary>
/// <param name="models">Where models are found.</param>
/// <param name="loras">The LoRAs, whose new words count as known.</param>
public sealed class PromptReader(IModelSource models, LoraCatalogue loras)
{
    private readonly ConcurrentDictionary<string, ReadWords> _read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadTexts> _texts = new(StringComparer.Ordinal);

    /// <summary>
    /// The words of a model; null if it has no list of words, or cannot be used. They are read again when its files
    /// were replaced.
    /// </summary>
    /// <param name="model">Its name; null for the default model.</param>
    public ModelWords? WordsOf(string? model) =>
        OneOfMany.Read<ModelWords?>(() => WordsOf(models.Find(model)), _ => null);

    /// <summary>
    /// How CLIP reads a prompt of a model, embeddings among its words; null if it reads none, or the model cannot be
    /// used.
    /// </summary>
    /// <param name="model">Its name; null for the default model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="weighting">Name of the way in which brackets are read; null for the usual one.</param>
    public ClipPrompt? TokensOf(string? model, string prompt, string? weighting = null) =>
        OneOfMany.Read<ClipPrompt?>(
            () =>
                TextsOf(models.Find(model)) is { Tokenizer: { } tokenizer } texts
                    ? ClipPromptReader.Read(prompt, tokenizer, PromptWeightings.Find(weighting), texts.Embeddings)
                    : null,
            _ => null
        );

    private ReadTexts TextsOf(ListedModel model)
    {
        ModelVersion? version = ModelVersion.Of(model);
        if (version is not null && _texts.TryGetValue(model.Name, out ReadTexts? kept) && kept.Version == version)
            return kept;
        ClipTokenizer? tokenizer = models.TokenizerOf(model);
        ReadTexts read = new(version, tokenizer, tokenizer is null ? [] : models.EmbeddingsOf(model));
        if (version is not null)
            _texts[model.Name] = read;
        return read;
    }

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

    private ModelWords? WordsOf(ListedModel model)
    {
        if (ModelVersion.Of(model) is not { } version)
            return models.WordsOf(model);
        if (_read.TryGetValue(model.Name, out ReadWords? kept) && kept.Version == version)
            return kept.Words;
        ModelWords? words = models.WordsOf(model);
        _read[model.Name] = new ReadWords(version, words);
        return words;
    }

    private sealed record ReadTexts(
        ModelVersion? Version,
        ClipTokenizer? Tokenizer,
        IReadOnlyList<EmbeddingTrigger> Embeddings
    );

    private sealed record ReadWords(ModelVersion Version, ModelWords? Words);
}
