using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Pipelines;

namespace Hippogriff.Metadata;

public sealed partial record Infotext
{
    /// <summary>
    /// Reads an infotext of any program, or settings that some programs write as JSON instead. Missing values stay
    /// null.
    /// </summary>
    public static Infotext Parse(string text)
    {
        if (ForeignSettings.Json(text) is { } foreign)
            return ForeignSettings.Of(text, foreign);
        string[] lines = text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        (int Line, Dictionary<string, string> Fields)? entries = InfotextEntries.Find(lines);
        if (entries is null && ForeignSettings.IsBroken(text))
            return ForeignSettings.Nothing("another program");
        List<string> prompt = [],
            negative = [];
        bool inNegative = false;
        foreach (string raw in lines.Take(entries?.Line ?? lines.Length))
        {
            string line = raw.Trim();
            if (line.StartsWith(NegativeMark, StringComparison.Ordinal))
            {
                inNegative = true;
                line = line[NegativeMark.Length..].Trim();
            }
            (inNegative ? negative : prompt).Add(line);
        }
        Infotext plain = new(
            string.Join('\n', prompt),
            string.Join('\n', negative),
            entries?.Fields ?? new Dictionary<string, string>()
        );
        return plain.Exact() is { } exact
            ? plain with
            {
                Prompt = exact.Prompt,
                NegativePrompt = exact.NegativePrompt,
            }
            : plain;
    }

    private GenerationSettings? Exact()
    {
        if (!Fields.TryGetValue(ExactKey, out string? json))
            return null;
        try
        {
            GenerationSettings? settings = JsonSerializer.Deserialize<GenerationSettings>(json, s_json);
            return
                settings
                    is {
                        Prompt: not null,
                        NegativePrompt: not null,
                        Sampler: not null,
                        Schedule: not null,
                        Model: not null,
                        ModelHash: not null,
                        GuidanceInterval: not null
                    }
                && IsFinite(settings)
                ? settings
                : null;
        }
        catch (Exception error)
            when (error is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsFinite(GenerationSettings s) =>
        double.IsFinite(
            s.Guidance
                + s.GuidanceRescale
                + s.GuidanceInterval.Low
                + s.GuidanceInterval.High
                + (s.Strength ?? 0)
                + (s.Eta ?? 0)
                + (s.EmbeddedGuidance ?? 0)
                + (s.Loras?.Sum(lora => lora.Weight) ?? 0)
        );

    private string? Field(string? name) =>
        Fields.TryGetValue(name!, out string? value) && value.Length > 0 ? value : null;

    private double? Number(string? name) =>
        Field(name) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>
    /// A seed from 0 to 2^63 - 1, written as a whole number, possibly with zeros after a decimal point.
    /// </summary>
    private static long? WholeSeed(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point > 0 && !text.AsSpan(point + 1).ContainsAnyExcept('0'))
            text = text[..point];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seed) ? seed : null;
    }

    private (int Width, int Height)? Size
    {
        get
        {
            if (
                Field(GenerationFields.Width.InfotextName)?.Split('x') is not [var wide, var high]
                || Side(wide) is not { } width
                || Side(high) is not { } height
            )
                return null;
            return (width, height);

            static int? Side(string text) =>
                text.Length <= 9
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side)
                && side > 0
                    ? side
                    : null;
        }
    }

    private int? Whole(string? name) =>
        Number(name) is { } number && number == Math.Floor(number) && number is >= 0 and <= int.MaxValue
            ? (int)number
            : null;
}
