using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Pipelines;
using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>Schemas of values that converters read and write, of which the framework knows nothing.</summary>
internal static class ValueSchemas
{
    /// <summary>Completes the schema of one type.</summary>
    public static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(SourceFit))
            schema.Enum =
            [
                .. Enum.GetNames<SourceFit>()
                    .Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name))),
            ];
        if (schema is { Enum.Count: > 0, Type: null })
            schema.Type = JsonSchemaType.String;
        if (type == typeof(GuidanceInterval))
            Object(schema, ["low", "high"], [Number("0", "1"), Number("0", "1")]);
        if (type == typeof(LoraUses))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = Object(
                new OpenApiSchema(),
                ["name", "weight", "hash"],
                [Text(), Number("-4", "4"), Text(), Text()],
                "dataHash"
            );
        }
    }

    private static OpenApiSchema Object(
        OpenApiSchema schema,
        string[] names,
        IOpenApiSchema[] values,
        params string[] optional
    )
    {
        schema.Type = JsonSchemaType.Object;
        schema.Required = names.ToHashSet();
        schema.Properties = names.Concat(optional).Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
        return schema;
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Number(string least, string most) =>
        new()
        {
            Type = JsonSchemaType.Number,
            Format = "double",
            Minimum = least,
            Maximum = most,
        };
}
