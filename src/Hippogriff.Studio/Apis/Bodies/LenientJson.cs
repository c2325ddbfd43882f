using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>
/// Reads numbers and booleans in the forms of common clients. 20.0 and 2e1 are 20, since JSON has only one type of
/// number. So is "20", from programs that send the text of a form field; "false" is false. Fractions for integers,
/// values out of range, infinite values and null remain errors.
/// </summary>
internal static class LenientJson
{
    private static readonly object s_bound = new();

    /// <summary>Adds these converters to <paramref name="options"/>.</summary>
    public static JsonSerializerOptions Add(JsonSerializerOptions options)
    {
        options.Converters.Add(new Whole<int>());
        options.Converters.Add(new Whole<long>());
        options.Converters.Add(new Fraction());
        options.Converters.Add(new Truth());
        options.Converters.Add(new Any());
        return options;
    }

    /// <summary>
    /// Whether all texts and names of an element can be read and written again; a half of a surrogate pair, as in
    /// "\ud800", cannot.
    /// </summary>
    public static bool IsText(JsonElement element)
    {
        try
        {
            using Utf8JsonWriter writer = new(Stream.Null);
            element.WriteTo(writer);
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The bound that a whole number is beyond, "at most 5"; null if it is of another kind.</summary>
    public static string? BoundOf(JsonException error) => error.Data[s_bound] as string;

    /// <summary>Whether a number is too large for the type that holds all others, as 1e400 is.</summary>
    private static bool IsHuge(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && (!reader.TryGetDouble(out double number) || number > 1e18);

    /// <summary>Elements that are looked at later, or told back.</summary>
    private sealed class Any : JsonConverter<JsonElement>
    {
        public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            JsonElement element = JsonElement.ParseValue(ref reader);
            return IsText(element) ? element : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
            value.WriteTo(writer);
    }

    private sealed class Whole<T> : JsonConverter<T>
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            decimal number = 0;
            bool known = reader.TokenType switch
            {
                JsonTokenType.Number => reader.TryGetDecimal(out number),
                JsonTokenType.String => decimal.TryParse(
                    reader.GetString(),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out number
                ),
                _ => false,
            };
            if (!known || number != decimal.Truncate(number))
                throw new JsonException { Data = { [s_bound] = IsHuge(ref reader) ? $"at most {T.MaxValue}" : null } };
            if (number > decimal.CreateChecked(T.MaxValue))
                throw new JsonException { Data = { [s_bound] = $"at most {T.MaxValue}" } };
            if (number < decimal.CreateChecked(T.MinValue))
                throw new JsonException { Data = { [s_bound] = $"at least {T.MinValue}" } };
            return T.CreateChecked(number);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(long.CreateChecked(value));
    }

    private sealed class Fraction : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            double number = 0;
            bool known = reader.TokenType switch
            {
                JsonTokenType.Number => reader.TryGetDouble(out number),
                JsonTokenType.String => double.TryParse(
                    reader.GetString(),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out number
                ),
                _ => false,
            };
            return known && double.IsFinite(number) ? number : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value);
    }

    private sealed class Truth : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.TryGetDecimal(out decimal number) && number is 0 or 1 => number == 1,
                JsonTokenType.String when bool.TryParse(reader.GetString(), out bool truth) => truth,
                _ => throw new JsonException(),
            };

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) =>
            writer.WriteBooleanValue(value);
    }
}
