using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Microsoft.Extensions.AI;

namespace Hippogriff.Extensions.AI;

/// <summary>
/// Reads AdditionalProperties, whose values are of whatever type their writer had: numbers of any kind, texts, JSON.
/// </summary>
internal sealed class PropertyReader
{
    private readonly Dictionary<string, (string Key, object Value)> _values = [];

    /// <exception cref="HippogriffException">Two keys mean the same and say different things.</exception>
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

    /// <summary>The request with every option that a property says.</summary>
    /// <exception cref="HippogriffException">A property is of another kind than its option takes, or out of its
    /// range.</exception>
    public GenerationRequest Over(GenerationRequest request)
    {
        foreach (GenerationField field in GenerationFields.All.Where(field => field != GenerationFields.Prompt))
        {
            if (Find(field.SnakeName) is not { } found)
                continue;
            object value = ValueOf(field, found.Value) ?? throw Wrong(found, field.Takes);
            request = field.Set(request, field.Check(value));
        }
        return request;
    }

    /// <summary>A whole number that is no option of a drawing.</summary>
    public int? Whole(string name)
    {
        if (Find(name) is not { } found)
            return null;
        return found.Value switch
        {
            string text
                when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) =>
                value,
            double value when value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue => (int)value,
            long value => (int)Math.Clamp(value, int.MinValue, int.MaxValue), // refused when it is drawn
            _ => throw Wrong(found, "a whole number"),
        };
    }

    /// <summary>
    /// The value that a property means; null if it means none. LoRAs are files here, so no text names them: it may
    /// have come from elsewhere.
    /// </summary>
    private static object? ValueOf(GenerationField field, object said) =>
        (field.Kind, said) switch
        {
            (FieldKind.Loras, LoraChoice one) => new[] { one },
            (FieldKind.Loras, IEnumerable<LoraChoice> several) => several.ToArray(),
            (FieldKind.Loras, _) => null,
            (FieldKind.Interval, GuidanceInterval interval) => interval,
            (FieldKind.Name, SourceFit fit) => field.Read(fit.ToString()),
            (_, string text) => field.Read(text),
            (FieldKind.Whole or FieldKind.Number, long or double) => field.Read(
                string.Create(CultureInfo.InvariantCulture, $"{said}")
            ),
            (_, JsonElement json) => field.Read(json),
            _ => null,
        };

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

    /// <summary>Numbers as long or double, JSON unpacked, null as null.</summary>
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
