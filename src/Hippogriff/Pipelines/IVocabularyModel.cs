using Hippogriff.Models.Text;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model that tells how it reads a prompt. It has a list of whole words, so that some are unknown to it, or its
/// network can be looked into. Others read all words.
/// </summary>
public interface IVocabularyModel
{
    /// <summary>
    /// How the model itself reads a prompt, independent of applied LoRAs. Its own list never changes, so this is
    /// thread-safe.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="added">New words of LoRAs.</param>
    TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null);

    /// <summary>
    /// How it currently reads a prompt, including words of applied LoRAs. Called on the thread that owns the device.
    /// </summary>
    TextReading ReadingNow(string prompt) => ReadingOf(prompt);
}

/// <summary>Reads prompts with any model; one without a word list reads all words.</summary>
public static class VocabularyModels
{
    /// <inheritdoc cref="IVocabularyModel.ReadingOf"/>
    public static TextReading ReadingOf(this IPictureModel model, string prompt, IReadOnlySet<string>? added = null) =>
        (model as IVocabularyModel)?.ReadingOf(prompt, added) ?? Whole(prompt);

    /// <inheritdoc cref="IVocabularyModel.ReadingNow"/>
    public static TextReading ReadingNow(this IPictureModel model, string prompt) =>
        (model as IVocabularyModel)?.ReadingNow(prompt) ?? Whole(prompt);

    /// <summary>A reading to which all words are known.</summary>
    internal static TextReading Whole(string prompt) => TextReading.Of(prompt, _ => true, most: null);
}
