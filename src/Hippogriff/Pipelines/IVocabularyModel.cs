using Hippogriff.Models.Text;

namespace Hippogriff.Pipelines;

/// <summary>
/// A model that reads whole words from a list, so that some words are unknown to it. Models that read parts of words,
/// or no words, are none.
/// </summary>
public interface IVocabularyModel
{
    /// <summary>
    /// Which words of a prompt the model itself reads, whatever LoRAs change it at the moment. Its own list never
    /// changes, so this may be asked from any thread.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="added">Words that LoRAs will add.</param>
    TextReading ReadingOf(string prompt, IReadOnlySet<string>? added = null);

    /// <summary>
    /// Which words it reads as it is now, those of the LoRAs that change it among them. Asked on the one thread that
    /// owns the device.
    /// </summary>
    TextReading ReadingNow(string prompt) => ReadingOf(prompt);
}

/// <summary>Asks any model what it makes of words; one that has no list of them reads them all.</summary>
public static class VocabularyModels
{
    /// <inheritdoc cref="IVocabularyModel.ReadingOf"/>
    public static TextReading ReadingOf(this IPictureModel model, string prompt, IReadOnlySet<string>? added = null) =>
        (model as IVocabularyModel)?.ReadingOf(prompt, added) ?? Whole(prompt);

    /// <inheritdoc cref="IVocabularyModel.ReadingNow"/>
    public static TextReading ReadingNow(this IPictureModel model, string prompt) =>
        (model as IVocabularyModel)?.ReadingNow(prompt) ?? Whole(prompt);

    private static TextReading Whole(string prompt) => TextReading.Of(prompt, _ => true, most: null);
}
