using System.Globalization;
using System.Text;
using System.Text.Json;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;

namespace Hippogriff.Metadata;

/// <summary>Writes settings as an <see cref="Infotext"/>.</summary>
internal static class InfotextWriter
{
    /// <summary>
    /// The text. <see cref="Infotext.Parse"/> restores them exactly for any prompts and names, if its
    /// entries have at most 65,536 characters.
    /// </summary>
    public static string Write(GenerationSettings settings)
    {
        string plain = WritePlain(settings);
        if (Infotext.Parse(plain).Settings == settings)
            return plain;
        string exact = JsonSerializer.Serialize(settings, ExactSettings.Json);
        return $"{plain}, {ExactSettings.Key}: {JsonSerializer.Serialize(exact, ExactSettings.Json)}";
    }

    /// <summary>The same without the last entry, which makes it exact.</summary>
    public static string WritePlain(GenerationSettings settings)
    {
        StringBuilder text = new(settings.Prompt);
        if (settings.NegativePrompt.Length > 0)
            text.Append('\n').Append(Infotext.NegativeMark).Append(' ').Append(settings.NegativePrompt);
        return text.Append('\n')
            .AppendJoin(", ", FieldsOf(settings).Select(field => $"{field.Key}: {Quote(field.Value)}"))
            .ToString();
    }

    /// <summary>The entries of the last line, as they are before quoting.</summary>
    public static IEnumerable<(string Key, string Value)> FieldsOf(GenerationSettings settings)
    {
        (string Key, string? Value)[] fields =
        [
            (GenerationFields.Steps.InfotextName!, settings.Steps.ToString(CultureInfo.InvariantCulture)),
            (GenerationFields.Sampler.InfotextName!, DisplayNames.SamplerToDisplay(settings.Sampler)),
            (GenerationFields.Schedule.InfotextName!, DisplayNames.ScheduleToDisplay(settings.Schedule)),
            (GenerationFields.Guidance.InfotextName!, Text(settings.Guidance)),
            (GenerationFields.Seed.InfotextName!, settings.Seed.ToString(CultureInfo.InvariantCulture)),
            (GenerationFields.Width.InfotextName!, new PictureSize(settings.Width, settings.Height).ToString()),
            ("Model hash", settings.ModelHash),
            ("Model", settings.Model),
            ("VAE", settings.Vae),
            (PublicFields.ClipSkip.InfotextName!, settings.ClipSkip?.ToString(CultureInfo.InvariantCulture)),
            (PublicFields.PromptWeighting.InfotextName!, settings.PromptWeighting),
            (PublicFields.ImageGuidance.InfotextName!, Text(settings.ImageGuidance)),
            (SourceFields.Strength.InfotextName!, Text(settings.Strength)),
            (SourceFields.MaskBlur.InfotextName!, settings.MaskBlur?.ToString(CultureInfo.InvariantCulture)),
            (GenerationFields.EmbeddedGuidance.InfotextName!, Text(settings.EmbeddedGuidance)),
            (GenerationFields.Eta.InfotextName!, Text(settings.Eta)),
            (GenerationFields.NoiseSource.InfotextName!, settings.NoiseSource),
            (GenerationFields.Loras.InfotextName!, settings.Loras?.ToString()),
            (
                "Lora hashes",
                settings.Loras is { } loras
                    ? string.Join(", ", loras.Select(lora => $"{lora.Name}: {lora.DataHash ?? lora.Hash}"))
                    : null
            ),
            ("Drawn as", settings.DrawnAs),
            ("Left out", settings.LeftOut),
            ("Not read", settings.NotRead),
            ("Version", "hippogriff " + Infotext.ProgramVersion),
        ];
        return fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!));
    }

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Quotes a value if it would not survive parsing. A parser splits at commas, ends the entries at any line break
    /// (also a single "\r"), and trims.
    /// </summary>
    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\r\n:\"") < 0 && value.Trim() == value
            ? value
            : JsonSerializer.Serialize(value, ExactSettings.Json);
}
