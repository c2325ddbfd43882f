using System.Globalization;
using Hippogriff.Pipelines;

namespace Hippogriff.Metadata;

/// <summary>
/// What a picture says of itself as rows for people: names and values in the words of infotexts, nothing in JSON.
/// </summary>
public static class SettingRows
{
    /// <summary>
    /// Prompts and all entries of an infotext. An entry that repeats the settings as JSON is left out; what only it
    /// says has rows of its own.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Of(Infotext text)
    {
        GenerationSettings? exact = ExactSettings.Of(text.Fields);
        yield return ("Prompt", exact?.Prompt ?? text.Prompt);
        if ((exact?.NegativePrompt ?? text.NegativePrompt) is { Length: > 0 } negative)
            yield return ("Negative prompt", negative);
        foreach ((string name, string value) in text.Fields)
            if (exact is null || name != ExactSettings.Key)
                yield return (name, value);
        if (exact is not null)
            foreach ((string, string) row in OnlyExact(exact))
                yield return row;
    }

    /// <summary>All settings but the prompts, in the order of an infotext.</summary>
    public static IEnumerable<(string Name, string Value)> Of(GenerationSettings settings) =>
        InfotextWriter.FieldsOf(settings).Where(field => field.Key != "Version").Concat(OnlyExact(settings));

    /// <summary>What infotexts have no entry for.</summary>
    private static IEnumerable<(string, string)> OnlyExact(GenerationSettings settings)
    {
        if (settings.GuidanceRescale != 0)
            yield return ("Guidance rescale", settings.GuidanceRescale.ToString(CultureInfo.InvariantCulture));
        if (settings.GuidanceInterval != GuidanceInterval.Whole)
            yield return (
                "Guidance interval",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{settings.GuidanceInterval.Low}-{settings.GuidanceInterval.High}"
                )
            );
    }
}
