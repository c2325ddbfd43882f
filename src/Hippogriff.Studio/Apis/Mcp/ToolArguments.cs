using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// The arguments of generate_image: every option of a drawing that needs no picture, and the model's name. Language
/// models send null for missing values, numbers as texts, and 20.0 for 20; all of these are accepted. An unknown
/// argument, or one of another kind, is refused with a message that names it.
/// </summary>
internal static class ToolArguments
{
    /// <summary>Most pictures of one call; each goes into the language model's context.</summary>
    private const int MostPictures = 4;

    private const string Model = "model";

    /// <summary>The options of the tool.</summary>
    public static IReadOnlyList<GenerationField> Fields { get; } =
    [.. GenerationFields.All.Except([SourceFields.SourceFit, SourceFields.Strength, SourceFields.MaskBlur])];

    private static IEnumerable<string> Names => Fields.Select(option => option.SnakeName).Append(Model);

    /// <summary>The JSON schema of the arguments.</summary>
    public static JsonElement Schema()
    {
        JsonObject properties = [];
        foreach (GenerationField field in Fields)
            properties[field.SnakeName] = SchemaOf(field);
        properties[Model] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = "Name of the model; left out: the default.",
        };
        return JsonSerializer.SerializeToElement(
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = properties,
                ["required"] = new JsonArray(GenerationFields.Prompt.SnakeName),
            }
        );
    }

    /// <summary>The job of a call; its size is unchanged.</summary>
    /// <exception cref="HippogriffException">An argument is not known, of another kind, or out of range.</exception>
    public static JobRequest Read(IDictionary<string, JsonElement>? given)
    {
        JobRequest order = new() { Prompt = "", KeepSteps = false };
        bool prompted = false;
        // a schedule comes last: the name of a sampler may hold another one
        foreach (
            (string name, JsonElement value) in (given ?? new Dictionary<string, JsonElement>()).OrderBy(pair =>
                pair.Key == GenerationFields.Schedule.SnakeName
            )
        )
        {
            GenerationField? field = Fields.FirstOrDefault(field => field.SnakeName == name);
            if (field is null && name != Model)
                throw new HippogriffException(
                    $"There is no argument {Quoted.Name(name)}; there are {string.Join(", ", Names)}."
                );
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (field is null)
            {
                string model = Files.JsonText.StringOf(value) ?? throw new HippogriffException("model takes a text.");
                order = order with { Model = string.IsNullOrWhiteSpace(model) ? null : model };
                continue;
            }
            object read = field.Read(value) ?? throw new HippogriffException($"{name} takes {Kind(field, value)}.");
            if (field == GenerationFields.Count && read is not (>= 1 and <= MostPictures))
                throw new HippogriffException($"count {read} is not between 1 and {MostPictures}.");
            order = field.Set(order, field.Check(read));
            prompted |= field == GenerationFields.Prompt;
        }
        if (!prompted)
            throw new HippogriffException("prompt says what to draw; it is missing.");
        if (string.IsNullOrWhiteSpace(order.Prompt))
            throw new HippogriffException("prompt says what to draw; it is empty.");
        return order;
    }

    private static string Kind(GenerationField field, JsonElement value)
    {
        if (field.Kind != FieldKind.Whole)
            return field.Takes;
        long most = field.ValueType == typeof(int) ? int.MaxValue : long.MaxValue;
        bool isBeyond =
            value.ValueKind == JsonValueKind.Number && (!value.TryGetDouble(out double number) || number >= most);
        return isBeyond ? $"a whole number of at most {most}" : "a whole number";
    }

    private static JsonObject SchemaOf(GenerationField field)
    {
        JsonObject schema = new()
        {
            ["type"] = field.Kind switch
            {
                FieldKind.Whole => "integer",
                FieldKind.Number => "number",
                FieldKind.Loras => "array",
                _ => "string",
            },
            ["description"] = field.Description,
        };
        if (field.Kind is FieldKind.Whole or FieldKind.Number)
        {
            schema["minimum"] = field.Minimum;
            schema["maximum"] = field == GenerationFields.Count ? MostPictures : field.Maximum;
        }
        if (field.Kind == FieldKind.Name && field != GenerationFields.NoiseSource) // which takes places, too
            schema["enum"] = new JsonArray([.. field.Names.Select(name => JsonValue.Create(name))]);
        if (field.Kind == FieldKind.Loras)
            schema["items"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["name"] = new JsonObject { ["type"] = "string" },
                    ["weight"] = new JsonObject { ["type"] = "number" },
                },
                ["required"] = new JsonArray("name"),
            };
        return schema;
    }
}
