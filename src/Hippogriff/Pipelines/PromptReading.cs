using System.Text.Json.Serialization;
using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Models.Text;
using Hippogriff.PromptEncoding;
using Hippogriff.PromptGrammar;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines;

/// <summary>How a model reads the prompts of a request, including new words of its LoRAs.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Negative">The negative prompt; null if there is none, or guidance is 1 and it has no effect.</param>
public sealed record PromptReading(TextReading Prompt, TextReading? Negative)
{
    private const int MostQuoted = 12;

    /// <summary>What of the request has no effect on the model, a sentence each.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The prompt as a CLIP encoder gets it: its tokens with their weights; null for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PromptToken>? Tokens { get; init; }

    /// <summary>The same of the negative prompt; null if it has no effect.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PromptToken>? NegativeTokens { get; init; }

    /// <summary>What of the prompts a CLIP encoder does not get as it is written, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether every word is read as written.</summary>
    public bool IsWhole => Notes.Count == 0 && Prompt.IsWhole && Negative is null or { IsWhole: true };

    /// <summary>Reads the prompts of a drawing.</summary>
    /// <param name="read">Reads one text: <see cref="IVocabularyModel.ReadingOf"/> or
    /// <see cref="IVocabularyModel.ReadingNow"/>.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="negative">The negative prompt.</param>
    /// <param name="guidance">Guidance scale; at 1 the negative prompt has no effect.</param>
    public static PromptReading Of(Func<string, TextReading> read, string prompt, string negative, double guidance) =>
        new(read(prompt), guidance == 1 || negative.Length == 0 ? null : read(negative));

    /// <summary>How a model reads the prompts of a drawing now, with the words of its LoRAs.</summary>
    internal static PromptReading Now(IPictureModel model, GenerationSettings settings) =>
        Of(model.ReadingNow, settings.Prompt, settings.NegativePrompt, settings.Guidance)
            .With(model, settings.Prompt, settings.NegativePrompt, settings.PromptWeighting);

    /// <summary>This reading with what the model's CLIP encoder gets, if it has one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="negative">The negative prompt.</param>
    /// <param name="weighting">See <see cref="GenerationSettings.PromptWeighting"/>.</param>
    /// <param name="loras">LoRAs that are not applied yet, whose files can bundle embeddings; null for none.</param>
    /// <exception cref="HippogriffException">A prompt or a LoRA cannot be read.</exception>
    internal PromptReading With(
        IPictureModel model,
        string prompt,
        string negative,
        string? weighting,
        IReadOnlyList<LoraChoice>? loras = null
    )
    {
        if (model.Conditioner is not ClipConditioner clip)
            return this;
        EmbeddingTrigger[] added = [.. (loras ?? []).SelectMany(TriggersOf)];
        ClipPrompt read = Read(prompt);
        ClipPrompt? away = Negative is null ? null : Read(negative);
        return this with
        {
            // what is not followed is among the notes
            Prompt = Prompt with
            {
                Unknown = [],
            },
            Negative = Negative is null ? null : Negative with { Unknown = [] },
            Tokens = read.Tokens,
            NegativeTokens = away?.Tokens,
            Notes = [.. read.Sentences(), .. away?.Sentences("negative prompt") ?? []],
        };

        ClipPrompt Read(string text) => clip.Read(text, PromptWeightings.Find(weighting), added);
    }

    private static EmbeddingTrigger[] TriggersOf(LoraChoice lora)
    {
        IReadOnlyList<TextEmbedding> read = TextEmbeddingFile.ReadBundled(LoraFile.PathOf(lora.Name));
        EmbeddingTrigger[] triggers = [.. read.SelectMany(embedding => embedding.Triggers)];
        foreach (TextEmbedding embedding in read)
            embedding.Dispose();
        return triggers;
    }

    /// <summary>
    /// The settings of a picture with what was not read as written. That is words and their replacements ("fox: cat;
    /// kitchen: room"), words that were left out, and words behind the last one that was read. Those of the negative
    /// prompt follow those of the prompt.
    /// </summary>
    public GenerationSettings NotedIn(GenerationSettings settings) =>
        settings with
        {
            DrawnAs = Listed("; ", Understood(Texts).Select(word => $"{word.Typed}: {word.DrawnAs}")),
            LeftOut = Listed(", ", Texts.SelectMany(text => text.Unknown).Distinct()),
            NotRead = Listed(" ", Texts.SelectMany(text => text.Cut)),
        };

    private IReadOnlyList<TextReading> Texts => Negative is null ? [Prompt] : [Prompt, Negative];

    private static string? Listed(string between, IEnumerable<string> words) =>
        string.Join(between, words) is { Length: > 0 } list ? list : null;

    /// <summary>Warnings, one sentence each; empty if everything is read.</summary>
    public IReadOnlyList<string> Sentences() => Sentences([this]);

    /// <summary>Warnings about several prompts: unknown words together, truncated prompts individually.</summary>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<PromptReading> readings)
    {
        List<string> sentences = [];
        IReadOnlyList<TextReading> prompts = [.. readings.Select(r => r.Prompt)],
            negatives = [.. readings.Select(r => r.Negative).OfType<TextReading>()];
        sentences.AddRange(Understood(prompts).Select(word => $"{word.Typed}: drawn as {word.DrawnAs}."));
        sentences.AddRange(
            Understood(negatives).Select(word => $"Of the negative prompt {word.Typed}: read as {word.DrawnAs}.")
        );
        if (Unknown(prompts) is { } unknown)
            sentences.Add(
                prompts.All(prompt => prompt.Words.Count == 0)
                    ? $"The model knows no word of the prompt: it does not know {unknown}, as without a prompt."
                    : $"The model does not know {unknown}."
            );
        if (Unknown(negatives) is { } strange)
            sentences.Add($"Of the negative prompt the model does not know {strange}.");
        if (Tags([.. prompts, .. negatives]) is { } tags)
            sentences.Add(tags);
        sentences.AddRange(Cut(prompts, "prompt"));
        sentences.AddRange(Cut(negatives, "negative prompt"));
        sentences.AddRange(readings.SelectMany(reading => reading.Notes.Concat(reading.Ignored)).Distinct());
        return sentences;
    }

    private static IEnumerable<UnderstoodWord> Understood(IReadOnlyList<TextReading> texts) =>
        texts.SelectMany(text => text.Understood).DistinctBy(word => (word.Typed, word.DrawnAs));

    private static string? Unknown(IReadOnlyList<TextReading> texts)
    {
        string[] words = [.. texts.SelectMany(text => text.Unknown).Where(word => !PromptTags.IsTag(word)).Distinct()];
        return words.Length == 0
            ? null
            : $"{string.Join(", ", words.Select(word => $"'{word}'"))} and drew without "
                + $"{(words.Length == 1 ? "it" : "them")}";
    }

    /// <summary>
    /// The warning for tags, which do not select LoRAs here: LoRA files are a separate setting, because not every
    /// caller may name files.
    /// </summary>
    private static string? Tags(IReadOnlyList<TextReading> texts)
    {
        string[] tags = [.. texts.SelectMany(text => text.Unknown).Where(PromptTags.IsTag).Distinct()];
        if (tags.Length == 0)
            return null;
        (string marks, string them) = tags.Length == 1 ? ("a mark", "it") : ("marks", "them");
        return $"{string.Join(", ", tags.Select(Quoted.Name))}: {marks} of Stable Diffusion's web UI, not followed "
            + $"here, and drawn without {them}; a LoRA is named beside the prompt (--lora, or loras).";
    }

    private static IEnumerable<string> Cut(IReadOnlyList<TextReading> texts, string what)
    {
        foreach (
            TextReading text in texts.Where(text => text.Cut.Count > 0).DistinctBy(text => string.Join(' ', text.Cut))
        )
        {
            string rest = string.Join(' ', text.Cut.Take(MostQuoted)),
                more = text.Cut.Count > MostQuoted
                    ? $" and {Counted.Of(text.Cut.Count - MostQuoted, "more word")}"
                    : "";
            yield return $"The model reads {Counted.Of(text.Most ?? 0, "word")} of a {what}, and this one goes "
                + $"on; the words after them were not read: '{rest}'{more}.";
        }
    }
}
