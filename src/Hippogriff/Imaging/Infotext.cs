using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Pipelines;

namespace Hippogriff.Imaging;

/// <summary>
/// The text about a picture that the usual programs write and read: the prompt, a line "Negative prompt: ...", and a last line "Steps: 20, Sampler: Euler, ...".
/// The form is ambiguous (a prompt may look like its last line), so where it does not bring the settings back exactly, a last entry repeats them as JSON.
/// </summary>
/// <param name="Prompt">What was drawn.</param>
/// <param name="NegativePrompt">What was stayed away from.</param>
/// <param name="Fields">The entries of the last line as written, by name without regard to case.</param>
public sealed partial record Infotext(string Prompt, string NegativePrompt, IReadOnlyDictionary<string, string> Fields)
{
    private const string NegativeMark = "Negative prompt:", ExactKey = "Hippogriff";
    private const int MaxLastLine = 1 << 16;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Version of this program as it stands in infotexts.</summary>
    public static string ProgramVersion { get; } = typeof(Infotext).Assembly.GetName().Version!.ToString(3);

    /// <summary>Number of steps.</summary>
    public int? Steps => Field("Steps") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) ? steps : null;

    /// <summary>Name of the sampler, by this library's name where it has one.</summary>
    public string? Sampler => Field("Sampler") is { } text ? TradeNames.SamplerFromTrade(text).Sampler : null;

    /// <summary>Name of the schedule, by this library's name where it has one; null where the text leaves it to the program.</summary>
    public string? Schedule => Field("Schedule type") is { } text
        ? (string.Equals(text, "Automatic", StringComparison.OrdinalIgnoreCase) ? null : TradeNames.ScheduleFromTrade(text))
        : Field("Sampler") is { } sampler ? TradeNames.SamplerFromTrade(sampler).Schedule : null;

    /// <summary>Guidance scale.</summary>
    public double? Guidance => Number("CFG scale");

    /// <summary>Seed.</summary>
    public long? Seed => Field("Seed") is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed) ? seed : null;

    /// <summary>Width in pixels.</summary>
    public int? Width => Size?.Width;

    /// <summary>Height in pixels.</summary>
    public int? Height => Size?.Height;

    /// <summary>How far a source picture was drowned; null where there was none.</summary>
    public double? Strength => Number("Denoising strength");

    /// <summary>How far the edge of a mask was softened, in pixels; null where there was no mask.</summary>
    public int? MaskBlur => Field("Mask blur") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int blur) ? blur : null;

    /// <summary>Name of the model.</summary>
    public string? Model => Field("Model");

    /// <summary>Hash of the model.</summary>
    public string? ModelHash => Field("Model hash");

    /// <summary>The settings of a picture that this program drew, or another one that says all of them; null where something is missing.</summary>
    public GenerationSettings? Settings
    {
        get
        {
            if (Exact() is { } exact) return exact;
            if (Seed is not { } seed || Steps is not { } steps || Sampler is not { } sampler || Schedule is not { } schedule || Guidance is not { } guidance
                || Size is not { } size || Model is not { } model || ModelHash is not { } hash) return null;
            return new(Prompt, NegativePrompt, seed, steps, sampler, schedule, guidance, size.Width, size.Height, Strength, model, hash) { MaskBlur = MaskBlur };
        }
    }

    /// <summary>A request that draws the picture again, as far as the text says how. A source picture, its mask and the model are not part of it.</summary>
    public GenerationRequest ToRequest()
    {
        GenerationSettings? exact = Exact();
        return new()
        {
            Prompt = Prompt,
            NegativePrompt = NegativePrompt,
            Seed = exact?.Seed ?? Seed,
            Steps = exact?.Steps ?? Steps,
            Sampler = exact?.Sampler ?? Sampler,
            Schedule = exact?.Schedule ?? Schedule,
            Guidance = exact?.Guidance ?? Guidance,
            GuidanceRescale = exact?.GuidanceRescale ?? 0,
            GuidanceInterval = exact?.GuidanceInterval ?? GuidanceInterval.Whole,
            Width = exact?.Width ?? Width,
            Height = exact?.Height ?? Height,
            Strength = (exact is null ? Strength : exact.Strength) ?? 0.6,
            MaskBlur = (exact is null ? MaskBlur : exact.MaskBlur) ?? 0,
        };
    }

    /// <summary>Writes settings as an infotext. <see cref="Parse"/> brings them back exactly, whatever the prompts hold.</summary>
    public static string Write(GenerationSettings settings)
    {
        string plain = WritePlain(settings);
        return Parse(plain).Settings == settings ? plain : $"{plain}, {ExactKey}: {JsonSerializer.Serialize(JsonSerializer.Serialize(settings, Json), Json)}";
    }

    /// <summary>The same without the last entry that makes it exact.</summary>
    internal static string WritePlain(GenerationSettings settings)
    {
        StringBuilder text = new(settings.Prompt);
        if (settings.NegativePrompt.Length > 0) text.Append('\n').Append(NegativeMark).Append(' ').Append(settings.NegativePrompt);
        (string Key, string? Value)[] fields =
        [
            ("Steps", settings.Steps.ToString(CultureInfo.InvariantCulture)),
            ("Sampler", TradeNames.SamplerToTrade(settings.Sampler)),
            ("Schedule type", TradeNames.ScheduleToTrade(settings.Schedule)),
            ("CFG scale", settings.Guidance.ToString(CultureInfo.InvariantCulture)),
            ("Seed", settings.Seed.ToString(CultureInfo.InvariantCulture)),
            ("Size", string.Create(CultureInfo.InvariantCulture, $"{settings.Width}x{settings.Height}")),
            ("Model hash", settings.ModelHash),
            ("Model", settings.Model),
            ("Denoising strength", settings.Strength?.ToString(CultureInfo.InvariantCulture)),
            ("Mask blur", settings.MaskBlur?.ToString(CultureInfo.InvariantCulture)),
            ("Loras", settings.Loras?.ToString()),
            ("Lora hashes", settings.Loras is { } loras ? string.Join(", ", loras.Select(lora => $"{lora.Name}: {lora.Hash}")) : null),
            ("Version", "hippogriff " + ProgramVersion),
        ];
        return text.Append('\n').AppendJoin(", ", fields.Where(field => field.Value is not null).Select(field => $"{field.Key}: {Quote(field.Value!)}")).ToString();
    }

    /// <summary>Reads an infotext of any program; what it does not say stays null.</summary>
    public static Infotext Parse(string text)
    {
        List<string> lines = [.. text.Trim().Split('\n')];
        Dictionary<string, string> fields = ParseFields(lines[^1]);
        if (fields.Count > 0) lines.RemoveAt(lines.Count - 1);
        List<string> prompt = [], negative = [];
        bool inNegative = false;
        foreach (string raw in lines)
        {
            string line = raw.Trim();
            if (line.StartsWith(NegativeMark, StringComparison.Ordinal))
            {
                inNegative = true;
                line = line[NegativeMark.Length..].Trim();
            }
            (inNegative ? negative : prompt).Add(line);
        }
        Infotext plain = new(string.Join('\n', prompt), string.Join('\n', negative), fields);
        return plain.Exact() is { } exact ? plain with { Prompt = exact.Prompt, NegativePrompt = exact.NegativePrompt } : plain;
    }

    /// <summary>The entries of a last line; empty where it has fewer than three and so belongs to the prompt.</summary>
    private static Dictionary<string, string> ParseFields(string line)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        if (line.Length > MaxLastLine) return fields;
        try
        {
            MatchCollection found = Entry().Matches(line);
            if (found.Count < 3) return fields;
            foreach (Match entry in found) fields[entry.Groups[1].Value] = Unquote(entry.Groups[2].Value.Trim());
        }
        catch (RegexMatchTimeoutException)
        {
            fields.Clear();
        }
        return fields;
    }

    private GenerationSettings? Exact()
    {
        if (!Fields.TryGetValue(ExactKey, out string? json)) return null;
        try
        {
            GenerationSettings? settings = JsonSerializer.Deserialize<GenerationSettings>(json, Json);
            return settings is { Prompt: not null, NegativePrompt: not null, Sampler: not null, Schedule: not null, Model: not null, ModelHash: not null } ? settings : null;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private string? Field(string name) => Fields.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private double? Number(string name) =>
        Field(name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private (int Width, int Height)? Size =>
        Field("Size") is { } text && SizePattern().Match(text) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int height) ? (width, height) : null;

    private static string Quote(string value) => value.AsSpan().IndexOfAny(",\n:\"") < 0 ? value : JsonSerializer.Serialize(value, Json);

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"') return value;
        try { return JsonSerializer.Deserialize<string>(value) ?? value; }
        catch (JsonException) { return value; }
    }

    [GeneratedRegex("""\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^(\d{1,9})x(\d{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex SizePattern();
}
