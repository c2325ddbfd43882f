using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Puts help, ranges and words of fields into the OpenAPI document. Wherever a request takes fields of
/// <see cref="GenerationFields"/> they are those; the limits are this server's.
/// </summary>
internal static class FieldSchemas
{
    /// <summary>What other APIs call fields that this server limits.</summary>
    private static readonly Dictionary<string, GenerationField> s_limited = new(StringComparer.Ordinal)
    {
        ["prompt"] = GenerationFields.Prompt,
        ["negative_prompt"] = GenerationFields.NegativePrompt,
        ["n"] = GenerationFields.Count,
        ["batch_size"] = GenerationFields.Count,
        ["n_iter"] = GenerationFields.Count,
        ["steps"] = GenerationFields.Steps,
    };

    /// <summary>Describes the fields of one type's schema.</summary>
    public static void Describe(OpenApiSchema schema, JsonTypeInfo type, StudioLimits limits)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        bool isOwn = typeof(GenerationOptions).IsAssignableFrom(type.Type),
            isForeign = typeof(ISaysFields).IsAssignableFrom(type.Type);
        Dictionary<string, GenerationField> fields = isOwn
            ? GenerationFields.All.ToDictionary(field => field.JsonName)
            : SaidFields.Of(type.Type).ToDictionary(field => field.SnakeName);
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (CanBeLeftOut(property))
                schema.Required?.Remove(property.Name);
            if (
                schema.Properties?.TryGetValue(property.Name, out IOpenApiSchema? found) != true
                || found is not OpenApiSchema described
            )
                continue;
            if (fields.TryGetValue(property.Name, out GenerationField? field))
                Describe(described, field);
            if (isOwn || isForeign)
                Limit(described, field ?? (isForeign ? s_limited.GetValueOrDefault(property.Name) : null), limits);
            SayWords(described, property);
            if (type.Type == typeof(JobRequest) && HasDefault(property))
                described.Default = Default(property, type);
        }
    }

    /// <summary>What is null is left out of most answers, and may be left out of requests.</summary>
    private static bool CanBeLeftOut(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.IsGetNullable;

    private static void Describe(OpenApiSchema described, GenerationField field)
    {
        described.Description = field.Description;
        if (field.Kind is not (FieldKind.Whole or FieldKind.Number))
            return;
        described.Minimum = field.Minimum?.ToString(CultureInfo.InvariantCulture);
        described.Maximum = field.Maximum?.ToString(CultureInfo.InvariantCulture);
    }

    private static void Limit(OpenApiSchema described, GenerationField? field, StudioLimits limits)
    {
        if (field == GenerationFields.Prompt || field == GenerationFields.NegativePrompt)
            described.MaxLength = limits.PromptLength;
        int? most =
            field == GenerationFields.Count ? limits.Pictures
            : field == GenerationFields.Steps ? limits.Steps
            : field == GenerationFields.Width || field == GenerationFields.Height ? limits.Side
            : null;
        if (most is not { } limit)
            return;
        described.Minimum ??= "1";
        described.Maximum = limit.ToString(CultureInfo.InvariantCulture);
    }

    private static bool HasDefault(JsonPropertyInfo property) =>
        property.PropertyType.IsPrimitive
        || property.PropertyType == typeof(string) && property is { IsGetNullable: false, IsRequired: false };

    /// <summary>What counts where nothing is said; without it a generated client would say 0.</summary>
    private static JsonNode? Default(JsonPropertyInfo property, JsonTypeInfo type) =>
        JsonSerializer.SerializeToNode(
            property.Get!(new JobRequest { Prompt = "" }),
            property.PropertyType,
            type.Options
        );

    /// <summary>The words that a text may be.</summary>
    private static void SayWords(OpenApiSchema described, JsonPropertyInfo property)
    {
        if (
            property
                .AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true)
                .OfType<AllowedValuesAttribute>()
                .FirstOrDefault()
            is not { } allowed
        )
            return;
        described.Type = JsonSchemaType.String;
        described.Enum = [.. allowed.Values.OfType<string>().Select(word => JsonValue.Create(word))];
    }
}
