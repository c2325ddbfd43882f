using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>
/// A request of another program's API in which options of a drawing stand under names with underscores.
/// </summary>
internal interface ISaysFields
{
    /// <summary>The fields that it takes beside its own properties.</summary>
    static abstract IReadOnlyList<GenerationField> Fields { get; }

    /// <summary>What the request says, by the field; null where it says null.</summary>
    Dictionary<GenerationField, object?> Said { get; }
}

/// <summary>
/// Brings <see cref="GenerationFields"/> into the JSON of requests: each field that a request has no property of its
/// own for is read under its name with underscores, and is written back under it.
/// </summary>
internal static class SaidFields
{
    /// <summary>The fields that a request of some type takes beside its own properties.</summary>
    public static IReadOnlyList<GenerationField> Of(Type type) =>
        typeof(ISaysFields).IsAssignableFrom(type) && !type.IsInterface
            ? (IReadOnlyList<GenerationField>)
                type.GetProperty(
                            nameof(ISaysFields.Fields),
                            BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy
                        )!
                    .GetValue(null)!
            : [];

    /// <summary>
    /// Options with what a request says; whether numbers are in range is asked when the job is taken.
    /// </summary>
    /// <exception cref="RefusedException">There is nothing of a name.</exception>
    public static T Over<T>(this ISaysFields request, T options, int status = 400)
        where T : GenerationOptions
    {
        foreach ((GenerationField field, object? value) in request.Said)
        {
            if (value is not null)
                options = field.Set(
                    options,
                    field.Kind == FieldKind.Name
                        ? RefusedException.Naming(field.SnakeName, () => field.Check(value), status)
                        : value
                );
        }
        return options;
    }

    /// <summary>Lets JSON options know these fields.</summary>
    public static JsonSerializerOptions AddTo(JsonSerializerOptions json)
    {
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Add);
        json.Converters.Add(new IntervalReader());
        return json;
    }

    private static void Add(JsonTypeInfo info)
    {
        foreach (GenerationField field in Of(info.Type))
        {
            Type type = field.ValueType.IsValueType
                ? typeof(Nullable<>).MakeGenericType(field.ValueType)
                : field.ValueType;
            JsonPropertyInfo property = info.CreateJsonPropertyInfo(type, field.SnakeName);
            property.Get = request => ((ISaysFields)request).Said.GetValueOrDefault(field);
            property.Set = (request, value) => ((ISaysFields)request).Said[field] = value;
            info.Properties.Add(property);
        }
    }

    /// <summary>Reads an interval as "0.1-0.8" or as {"low": 0.1, "high": 0.8}, and writes the object.</summary>
    private sealed class IntervalReader : JsonConverter<GuidanceInterval>
    {
        public override GuidanceInterval Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        )
        {
            using JsonDocument json = JsonDocument.ParseValue(ref reader);
            return GenerationFields.GuidanceInterval.Read(json.RootElement) as GuidanceInterval
                ?? throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, GuidanceInterval value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber(options.PropertyNamingPolicy?.ConvertName("Low") ?? "low", value.Low);
            writer.WriteNumber(options.PropertyNamingPolicy?.ConvertName("High") ?? "high", value.High);
            writer.WriteEndObject();
        }
    }
}
