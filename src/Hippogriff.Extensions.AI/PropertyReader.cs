using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Microsoft.Extensions.AI;

namespace Hippogriff.Extensions.AI;

/// <summary>Reads AdditionalProperties, whose values may be numbers of any type, strings or JSON.</summary>
internal sealed class PropertyReader
{
    private readonly Dictionary<string, (string Key, object Value)> _values = [];

    /// <exception cref="HippogriffException">Two keys have the same meaning and different values.</exception>
    public PropertyReader(AdditionalPropertiesDictionary? properties)
    {
        foreach ((string key, object? value) in properties ?? [])
        {
            if (Plain(value) is not { } plain)
                continue; // null: not said
            string bare = ImageProperties.Bare(key);
            if (!_values.TryAdd(bare, (key, plain)) && !Equals(_values[bare].Value, plain))
                throw new HippogriffException(
                    $"The properties {_values[bare].Key} and {key} mean the same and say different things; "
                        + "one of them is enough."
                );
        }
    }

    public string? Text(string name) =>
        Find(name) is not { } found ? null : found.Value as string ?? throw Wrong(found, "a text");

    public long? Whole(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            string text
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) =>
                value,
            double value when value == Math.Floor(value) && Math.Abs(value) <= 1L << 53 => (long)value,
            long value => value,
            _ => throw Wrong(found, "a whole number"),
        };
    }

    /// <summary>A 32-bit integer; larger values are clamped and refused by validation.</summary>
    public int? Small(string name) =>
        Whole(name) is { } value ? (int)Math.Clamp(value, int.MinValue, int.MaxValue) : null;

    public double? Number(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            string text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
            double value => value,
            long value => value,
            _ => throw Wrong(found, "a number"),
        };
    }

    public GuidanceInterval? Interval(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            GuidanceInterval interval => interval,
            string text when GuidanceInterval.Read(text) is { } interval => interval,
            _ => throw Wrong(found, "a part of the way from 0 (clean) to 1 (noise), like 0.1-0.8"),
        };
    }

    public IReadOnlyList<LoraChoice>? Loras(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            LoraChoice one => [one],
            IEnumerable<LoraChoice> several => [.. several],
            _ => throw Wrong(found, "LoRAs as LoraChoice"),
        };
    }

    public MaskImage? Mask(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            MaskImage mask => mask,
            RgbImage image => MaskImage.FromBrightness(image),
            DataContent data => Decode(data.Data.ToArray()),
            byte[] bytes => Decode(bytes),
            ReadOnlyMemory<byte> bytes => Decode(bytes.ToArray()),
            string text => Decode(
                Base64Picture.Bytes(text) ?? throw Wrong(found, "a picture as a data URI or in base64")
            ),
            _ => throw Wrong(found, "a picture"),
        };

        static MaskImage Decode(byte[] bytes) => MaskFile.Decode(bytes, MaskMeaning.White, "the mask");
    }

    private (string Key, object Value)? Find(string name) =>
        _values.TryGetValue(ImageProperties.Bare(name), out (string, object) found) ? found : null;

    private static HippogriffException Wrong((string Key, object Value) found, string wanted)
    {
        string said = found.Value switch
        {
            string text => text.Length > 40 ? $"'{text[..40]}...'" : $"'{text}'",
            long or double => string.Create(CultureInfo.InvariantCulture, $"{found.Value}"),
            _ => $"a {found.Value.GetType().Name}",
        };
        return new HippogriffException($"The property {found.Key} takes {wanted}, not {said}.");
    }

    /// <summary>Numbers as long or double, JSON as its plain value, null as null.</summary>
    private static object? Plain(object? value) =>
        value switch
        {
            JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
            JsonElement { ValueKind: JsonValueKind.String } json => JsonText.StringOf(json),
            JsonElement { ValueKind: JsonValueKind.Number } json => json.TryGetInt64(out long whole)
                ? whole
                : json.GetDouble(),
            byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(
                value,
                CultureInfo.InvariantCulture
            ),
            ulong number => number <= long.MaxValue ? (long)number : (double)number,
            float or double or decimal or Half => value is Half half
                ? (double)half
                : Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => value,
        };
}
