using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;

namespace Hippogriff.Metadata;

/// <summary>The last entry of an infotext that cannot be parsed back exactly: the settings as JSON.</summary>
internal static class ExactSettings
{
    /// <summary>Name of the entry.</summary>
    public const string Key = "Hippogriff";

    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

    /// <summary>The settings of such an entry; null without one that can be used.</summary>
    public static GenerationSettings? Of(IReadOnlyDictionary<string, string> fields)
    {
        if (!fields.TryGetValue(Key, out string? json))
            return null;
        try
        {
            GenerationSettings? settings = JsonSerializer.Deserialize<GenerationSettings>(json, Json);
            return
                settings
                    is {
                        Prompt: not null,
                        NegativePrompt: not null,
                        Sampler: not null,
                        Schedule: not null,
                        Model: not null,
                        ModelHash: not null,
                        GuidanceInterval: not null
                    }
                && IsFinite(settings)
                ? settings
                : null;
        }
        catch (Exception error)
            when (error is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsFinite(GenerationSettings s) =>
        double.IsFinite(
            s.Guidance
                + s.GuidanceRescale
                + s.GuidanceInterval.Low
                + s.GuidanceInterval.High
                + (s.Strength ?? 0)
                + (s.Eta ?? 0)
                + (s.EmbeddedGuidance ?? 0)
                + (s.Loras?.Sum(lora => lora.Weight) ?? 0)
        );
}
