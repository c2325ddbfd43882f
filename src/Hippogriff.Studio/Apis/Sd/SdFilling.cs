using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// Fills fields that a request leaves out. They may stand in the settings of a picture (<c>infotext</c>), or in the
/// script Sampler of newer web UIs: steps, sampler and schedule.
/// </summary>
internal static class SdFilling
{
    private const string Script = "Sampler";

    /// <summary>The request with all of its fields, and without the script.</summary>
    public static SdImageRequest Filled(SdImageRequest said) => FromText(FromScript(said));

    private static SdImageRequest FromScript(SdImageRequest said)
    {
        string? name = said.AlwaysOnScripts?.Keys.FirstOrDefault(key =>
            key.Equals(Script, StringComparison.OrdinalIgnoreCase)
        );
        if (
            name is null
            || said.AlwaysOnScripts![name] is not { ValueKind: JsonValueKind.Object } script
            || !script.TryGetProperty("args", out JsonElement arguments)
            || arguments.ValueKind != JsonValueKind.Array
        )
            return said;
        JsonElement[] all = [.. arguments.EnumerateArray()];
        return said with
        {
            Steps = said.Steps ?? (all is [var steps, ..] && steps.TryWhole() is { } count ? count : null),
            SamplerName = SamplerOf(said) ?? (all is [_, var sampler, ..] ? JsonText.StringOf(sampler) : null),
            Scheduler = said.Scheduler ?? (all is [_, _, var schedule, ..] ? JsonText.StringOf(schedule) : null),
            AlwaysOnScripts = said.AlwaysOnScripts.Where(pair => pair.Key != name).ToDictionary(),
        };
    }

    private static SdImageRequest FromText(SdImageRequest said)
    {
        if (string.IsNullOrWhiteSpace(said.Infotext))
            return said;
        Infotext text = Infotext.Parse(said.Infotext);
        GenerationOptions options = text.ToOptions();
        foreach (GenerationField field in SdImageRequest.Fields)
            if (field.InfotextName is { } name && text.Fields.ContainsKey(name) && !said.Said.ContainsKey(field))
                said.Said[field] = field.Get(options);
        return said with
        {
            Prompt = said.Prompt ?? text.Prompt,
            NegativePrompt = said.NegativePrompt ?? text.NegativePrompt,
            Steps = said.Steps ?? text.Steps,
            SamplerName = SamplerOf(said) ?? text.Fields.GetValueOrDefault("Sampler"),
            Scheduler = said.Scheduler ?? text.Fields.GetValueOrDefault("Schedule type"),
            CfgScale = said.CfgScale ?? text.Guidance,
            Seed = said.Seed ?? text.Seed,
            Width = said.Width ?? text.Width,
            Height = said.Height ?? text.Height,
            DenoisingStrength = said.DenoisingStrength ?? text.Strength,
        };
    }

    private static string? SamplerOf(SdImageRequest said) =>
        string.IsNullOrEmpty(said.SamplerName) ? said.SamplerIndex : said.SamplerName;

    private static int? TryWhole(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int whole) ? whole : null;
}
