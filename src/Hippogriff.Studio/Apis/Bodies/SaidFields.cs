using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>A request of a foreign API with drawing options under names with underscores.</summary>
internal interface ISaysFields
{
    /// <summary>The fields that it takes beside its own properties.</summary>
    static abstract IReadOnlyList<GenerationField> Fields { get; }

    /// <summary>The values in the request by field; null for an explicit null.</summary>
    Dictionary<GenerationField, object?> Said { get; }
}

/// <summary>
/// Adds <see cref="GenerationFields"/> to the JSON of requests. Fields without a property of the request are read and
/// written under their names with underscores.
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

    /// <summary>Options with the values of a request; ranges are checked when the job is accepted.</summary>
    /// <exception cref="RefusedException">A name is unknown.</exception>
    public static T Over<T>(this ISaysFields request, T options, int status = 400)
        where T : GenerationOptions
    {
        // in the order of the table: a schedule comes behind a sampler, whose name may hold another one
        foreach (GenerationField field in GenerationFields.All)
        {
            if (request.Said.GetValueOrDefault(field) is { } value)
                options = field.Set(
                    options,
                    field.Kind == FieldKind.Name
                        ? RefusedException.Naming(field.SnakeName, () => field.Check(value), status)
                        : value
                );
        }
        return options;
    }

    /// <summary>Adds these fields to JSON options.</summary>
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
