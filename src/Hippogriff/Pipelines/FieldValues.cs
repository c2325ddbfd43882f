using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Pipelines;

/// <summary>Parses values of <see cref="GenerationField"/>; null if they are not valid.</summary>
internal static class FieldValues
{
    /// <summary>
    /// Parses "20", "20.0" and "2e1" to an <see cref="int"/> or a <see cref="long"/>, depending on the type.
    /// </summary>
    public static object? Whole(string text, Type type)
    {
        const NumberStyles Signed = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (
            !decimal.TryParse(
                text,
                Signed | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out decimal value
            )
            || value != decimal.Truncate(value)
        )
            return null;
        if (type == typeof(int))
            return value is >= int.MinValue and <= int.MaxValue ? (int)value : null;
        return value is >= long.MinValue and <= long.MaxValue ? (long)value : null;
    }

    public static object? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? value
            : null;

    /// <summary>{"low": 0.1, "high": 0.8}.</summary>
    public static GuidanceInterval? Interval(JsonElement json) =>
        json.EnumerateObject().Count() == 2 && End(json, "low") is { } low && End(json, "high") is { } high
            ? new GuidanceInterval(low, high)
            : null;

    private static double? End(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement end) && end.ValueKind == JsonValueKind.Number
            ? end.GetDouble()
            : null;

    /// <summary>[{"name": "my-dog", "weight": 0.8}, {"name": "snow"}].</summary>
    public static IReadOnlyList<LoraChoice>? Loras(JsonElement json)
    {
        List<LoraChoice> loras = [];
        foreach (JsonElement item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || JsonText.StringOf(item, "name") is not { } name)
                return null;
            double weight = 1;
            foreach (JsonProperty property in item.EnumerateObject())
            {
                if (property.NameEquals("weight"))
                {
                    if (Weight(property.Value) is not { } given)
                        return null;
                    weight = given;
                }
                else if (!property.NameEquals("name"))
                    return null;
            }
            loras.Add(new LoraChoice(name, weight));
        }
        return loras;
    }

    private static double? Weight(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Number when json.TryGetDouble(out double weight) && double.IsFinite(weight) => weight,
            JsonValueKind.String => (double?)Number(JsonText.StringOf(json) ?? ""),
            _ => null,
        };
}
