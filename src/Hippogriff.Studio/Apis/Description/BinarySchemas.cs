using Microsoft.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>
/// Files in bodies and forms: described where they stand, as every generator knows them, and not by the name that the
/// framework gives them.
/// </summary>
internal static class BinarySchemas
{
    private static readonly string[] s_names = ["IFormFile", "Stream", "PipeReader"];

    /// <summary>Replaces references to the framework's types, and takes their schemas out.</summary>
    public static void Inline(OpenApiDocument document)
    {
        foreach (OpenApiMediaType media in Contents(document).SelectMany(content => content.Values))
            if (IsBinary(media.Schema))
                media.Schema = Binary(null);
        if (document.Components?.Schemas is not { } schemas)
            return;
        foreach (OpenApiSchema schema in schemas.Values.OfType<OpenApiSchema>())
        foreach ((string name, IOpenApiSchema property) in schema.Properties?.ToArray() ?? [])
            if (IsBinary(property))
                schema.Properties![name] = Binary(property.Description);
        foreach (string name in s_names)
            schemas.Remove(name);
    }

    private static IEnumerable<IDictionary<string, OpenApiMediaType>> Contents(OpenApiDocument document)
    {
        foreach (IOpenApiPathItem path in document.Paths.Values)
        foreach (OpenApiOperation operation in path.Operations?.Values.ToArray() ?? [])
        {
            if (operation.RequestBody?.Content is { } taken)
                yield return taken;
            foreach (OpenApiResponse answer in operation.Responses?.Values.OfType<OpenApiResponse>().ToArray() ?? [])
                if (answer.Content is { } given)
                    yield return given;
        }
    }

    private static bool IsBinary(IOpenApiSchema? schema) =>
        schema is OpenApiSchemaReference { Reference.Id: { } name }
            ? s_names.Contains(name)
            : schema?.OneOf?.Any(IsBinary) == true || schema?.AnyOf?.Any(IsBinary) == true;

    private static OpenApiSchema Binary(string? description) =>
        new()
        {
            Type = JsonSchemaType.String,
            Format = "binary",
            Description = description,
        };
}
