using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;
using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis;

/// <summary>
/// Puts help and ranges of <see cref="GenerationFields"/> into the OpenAPI document, wherever a request takes such
/// fields.
/// </summary>
internal static class FieldSchemas
{
    /// <summary>Describes the fields of one type's schema.</summary>
    public static void Describe(OpenApiSchema schema, Type type)
    {
        Dictionary<string, GenerationField> fields = typeof(GenerationOptions).IsAssignableFrom(type)
            ? GenerationFields.All.ToDictionary(field => field.JsonName)
            : SaidFields.Of(type).ToDictionary(field => field.SnakeName);
        foreach (
            (string name, IOpenApiSchema property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()
        )
        {
            if (!fields.TryGetValue(name, out GenerationField? field) || property is not OpenApiSchema described)
                continue;
            described.Description = field.Description;
            if (field.Kind is not (FieldKind.Whole or FieldKind.Number))
                continue;
            described.Minimum = field.Minimum?.ToString(CultureInfo.InvariantCulture);
            described.Maximum = field.Maximum?.ToString(CultureInfo.InvariantCulture);
        }
    }
}
