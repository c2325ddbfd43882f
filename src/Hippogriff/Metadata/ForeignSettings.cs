using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Denoising;
using Hippogriff.Files;

namespace Hippogriff.Metadata;

/// <summary>
/// Reads settings that other programs write into pictures in their own formats, nearly all of them JSON. What has no
/// equivalent here is dropped, and JSON is never taken for a prompt.
/// </summary>
internal static partial class ForeignSettings
{
    private const int MostCharacters = 4 << 20,
        DeepestInner = 4;
    private static readonly string[] s_graphs = ["prompt", "workflow"];
    private static readonly string[] s_invoke =
    [
        "invokeai_metadata",
        "sd-metadata",
        "Dream",
        "invokeai_graph",
        "dream_metadata",
    ];

    private static readonly string[] s_prompt =
        ["prompt", "positive_prompt", "full_prompt", "Prompt", "positivePrompt", "c"],
        s_negative =
        ["negative_prompt", "negativeprompt", "negativePrompt", "full_negative_prompt", "uc", "Negative Prompt"],
        s_seed = ["seed", "Seed", "noise_seed"],
        s_steps = ["steps", "Steps", "num_inference_steps"],
        s_guidance =
        ["cfg_scale", "cfgscale", "cfgScale", "guidance_scale", "guidanceScale", "scale", "cfg", "Guidance Scale"],
        s_sampler = ["sampler", "sampler_name", "Sampler"],
        s_scheduler = ["scheduler", "Scheduler", "schedule"],
        s_model = ["model", "base_model", "Base Model", "model_name", "sd_model"],
        s_inner = ["sui_image_params", "image", "metadata", "params", "invokeai_metadata", "sd-metadata", "Comment"];

    /// <summary>The settings in the texts of a picture; null if no known format is found.</summary>
    /// <param name="texts">Texts by keyword: text chunks of a PNG, or the names that <see cref="ImageMetadata"/> gives
    /// to EXIF tags.</param>
    public static Infotext? Find(IReadOnlyDictionary<string, string> texts)
    {
        try
        {
            return Look(texts);
        }
        catch (InvalidOperationException)
        {
            return Nothing("another program"); // a name or text with half a surrogate pair
        }
    }

    /// <summary>The settings in a text that is JSON.</summary>
    public static Infotext Of(string text, JsonElement document)
    {
        try
        {
            return Flat(document, ProgramOf(text, "another program"));
        }
        catch (InvalidOperationException)
        {
            return Nothing("another program");
        }
    }

    private static Infotext? Look(IReadOnlyDictionary<string, string> texts)
    {
        foreach (string key in s_graphs)
            if (
                texts.TryGetValue(key, out string? graph)
                && Json(graph) is { } nodes
                && ComfyGraph.Read(nodes) is { } found
            )
                return found;
        foreach (string key in s_invoke)
            if (texts.TryGetValue(key, out string? said))
                return Json(said) is { } document ? Flat(document, "InvokeAI") : Nothing("InvokeAI");
        bool novel =
            texts.TryGetValue("Software", out string? software)
            && software.Contains("NovelAI", StringComparison.OrdinalIgnoreCase);
        foreach (string key in new[] { "Comment", "comment", "Description" })
        {
            if (!texts.TryGetValue(key, out string? comment))
                continue;
            if (Json(comment) is { } document)
                return Flat(document, novel ? "NovelAI" : ProgramOf(comment, "another program"));
            if (Infotext.Parse(comment) is { Fields.Count: > 0 } plain)
                return plain;
        }
        if (novel && texts.TryGetValue("Description", out string? words))
            return new Infotext(words, "", new Dictionary<string, string>()) { Program = "NovelAI" };
        return s_graphs.Any(key => texts.TryGetValue(key, out string? graph) && Json(graph) is not null)
            ? Nothing("ComfyUI")
            : null;
    }

    /// <summary>
    /// A JSON object, or the first of a list of them; null for other text. An infotext never begins and ends with a
    /// brace.
    /// </summary>
    public static JsonElement? Json(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed.Length is 0 or > MostCharacters || (trimmed[0], trimmed[^1]) is not (('{', '}') or ('[', ']')))
            return null;
        // Python writes values that JSON does not have
        JsonElement? found = Parsed(text) ?? Parsed(text.Replace("NaN", "null", StringComparison.Ordinal));
        if (found is { ValueKind: JsonValueKind.Array } list)
            found = list.GetArrayLength() > 0 ? list[0] : null; // "[cat]" may be a prompt, a list of objects is none
        return found is { ValueKind: JsonValueKind.Object } ? found : null;

        static JsonElement? Parsed(string json)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(json);
                return document.RootElement.Clone();
            }
            catch (Exception error) when (error is JsonException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether a text begins like a JSON object or a list of them. A truncated one is not a prompt.</summary>
    public static bool IsBroken(string text) => JsonBegins().IsMatch(text);

    [GeneratedRegex("""^\s*(\[\s*)?\{\s*"[^"]*"\s*:""", RegexOptions.CultureInvariant)]
    private static partial Regex JsonBegins();

    /// <summary>Settings that only name their program.</summary>
    public static Infotext Nothing(string program) =>
        new("", "", new Dictionary<string, string>()) { Program = program };

    /// <summary>Adds a sampler and a schedule by their names in infotexts.</summary>
    public static void Sampler(Dictionary<string, string> fields, string? sampler, string? scheduler)
    {
        if (sampler is null)
            return;
        (string own, string? schedule) = DisplayNames.SamplerFromForeign(sampler);
        fields["Sampler"] = DisplayNames.SamplerToDisplay(own);
        if ((scheduler is null ? schedule : DisplayNames.ScheduleFromDisplay(scheduler)) is { } named)
            fields["Schedule type"] = DisplayNames.ScheduleToDisplay(named);
    }

    /// <summary>A number, a string, or the words of a list of strings; otherwise null.</summary>
    public static string? Value(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => JsonText.StringOf(element),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };

    /// <summary>
    /// A prompt: a string, or a list of strings and of objects that hold one, "[{"prompt": "a cat", "weight": 1}]".
    /// </summary>
    private static string? Words(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            return Value(element);
        string[] parts =
        [
            .. element
                .EnumerateArray()
                .Select(part => part.ValueKind == JsonValueKind.Object ? First(part, s_prompt) : Value(part))
                .OfType<string>(),
        ];
        return parts.Length > 0 ? string.Join(", ", parts) : null;
    }

    private static Infotext Flat(JsonElement document, string program, int depth = 0)
    {
        if (ComfyGraph.Find(document) is { } graph)
            return graph;
        if (Nested(document, program, depth) is { } nested)
            return nested;
        return new Infotext(
            First(document, s_prompt, Words) ?? "",
            First(document, s_negative, Words) ?? "",
            FieldsOf(document)
        )
        {
            Program = program,
        };
    }

    /// <summary>Settings with a prompt that are inside of others.</summary>
    private static Infotext? Nested(JsonElement document, string program, int depth)
    {
        if (depth >= DeepestInner)
            return null;
        foreach (string inner in s_inner)
            if (
                document.TryGetProperty(inner, out JsonElement below)
                && Inner(below) is { } found
                && Flat(found, inner == "sui_image_params" ? "SwarmUI" : program, depth + 1)
                    is { Prompt.Length: > 0 } read
            )
                return read;
        return null;
    }

    private static Dictionary<string, string> FieldsOf(JsonElement document)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        Add("Steps", s_steps);
        string? scheduler = First(document, s_scheduler),
            sampler = First(document, s_sampler);
        if (sampler is null && scheduler is not null)
            (sampler, scheduler) = (scheduler, null); // InvokeAI calls its samplers schedulers
        Sampler(fields, sampler, scheduler);
        Add("CFG scale", s_guidance);
        Add("Seed", s_seed);
        if (SizeOf(document) is { } size)
            fields["Size"] = size;
        if (ModelOf(document) is { } model)
            fields["Model"] = model;
        if (
            First(document, ["strength", "denoising_strength", "denoise"]) is { } strength
            && document.TryGetProperty("init_image", out _)
        )
            fields["Denoising strength"] = strength;
        return fields;

        void Add(string name, string[] keys)
        {
            if (First(document, keys) is { } value)
                fields[name] = value;
        }
    }

    private static string? ModelOf(JsonElement document) =>
        First(document, s_model)
        ?? (
            document.TryGetProperty("model", out JsonElement named) && named.ValueKind == JsonValueKind.Object
                ? First(named, ["name", "model_name", "key"])
                : null
        );

    /// <summary>Nested settings: an object, or a string that contains one.</summary>
    private static JsonElement? Inner(JsonElement below) =>
        below.ValueKind switch
        {
            JsonValueKind.Object => below,
            JsonValueKind.String => JsonText.StringOf(below) is { } text ? Json(text) : null,
            _ => null,
        };

    private static string? First(JsonElement document, string[] keys, Func<JsonElement, string?>? read = null)
    {
        foreach (string key in keys)
            if (document.TryGetProperty(key, out JsonElement value) && (read ?? Value)(value) is { } text)
                return text;
        return null;
    }

    /// <summary>Width and height, or a resolution such as "(1152, 896)" or "1152x896".</summary>
    private static string? SizeOf(JsonElement document)
    {
        if (
            First(document, ["width", "Width"]) is { } width
            && First(document, ["height", "Height"]) is { } height
            && Side(width) is { } wide
            && Side(height) is { } high
        )
            return $"{wide}x{high}";
        if (First(document, ["resolution", "Resolution", "size"]) is not { Length: <= 40 } said)
            return null;
        string[] sides = said.Trim('(', ')', '[', ']')
            .Split(
                (char[])[',', 'x', '\u00d7'],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );
        return sides is [var first, var second] && Side(first) is { } columns && Side(second) is { } rows
            ? $"{columns}x{rows}"
            : null;

        static int? Side(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double side)
            && side is >= 1 and <= 100_000
                ? (int)side
                : null;
    }

    private static string ProgramOf(string text, string otherwise) =>
        text.Contains("sui_image_params", StringComparison.Ordinal) ? "SwarmUI"
        : text.Contains("Fooocus", StringComparison.OrdinalIgnoreCase) ? "Fooocus"
        : text.Contains("invokeai", StringComparison.OrdinalIgnoreCase) ? "InvokeAI"
        : text.Contains("NovelAI", StringComparison.OrdinalIgnoreCase) ? "NovelAI"
        : otherwise;
}
