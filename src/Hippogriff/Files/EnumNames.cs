using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Files;

/// <summary>
/// Reads and writes enumerations in JSON by the names of their values only. The serializer's own converter also takes
/// numbers, numbers in strings and comma-separated names. Those can produce undefined values.
/// </summary>
/// <param name="policy">The naming policy.</param>
public sealed class EnumNames(JsonNamingPolicy policy) : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert), policy)!;

    private sealed class Converter<T>(JsonNamingPolicy policy) : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<T, string> _names = Enum.GetValues<T>()
            .ToDictionary(value => value, value => policy.ConvertName(value.ToString()));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (
                reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && reader.GetString() is { } text
            )
                foreach ((T value, string name) in _names)
                    if (
                        string.Equals(name, text, StringComparison.OrdinalIgnoreCase)
                        || string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)
                    )
                        return value;
            throw new JsonException(
                $"The JSON value could not be converted to {typeToConvert}: it is one of "
                    + $"{string.Join(", ", _names.Values)}."
            );
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(_names[value]);

        public override T ReadAsPropertyName(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => Read(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(_names[value]);
    }
}
