using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Adapters.Changes;

/// <summary>
/// What peft and diffusers say of alpha outside of the tensors. diffusers writes a JSON text into the header, whose
/// keys begin with the network's name; peft writes adapter_config.json beside the file.
/// </summary>
/// <param name="prefix">What stands before the names of the layers that they are about: "unet.".</param>
/// <param name="alpha">Alpha of all layers; null if it is not said.</param>
/// <param name="patterns">Alpha of the layers whose names end so.</param>
/// <param name="isRankStabilised">Whether alpha is divided by the root of the rank (rsLoRA, 2312.03732).</param>
internal sealed class PeftSettings(
    string prefix,
    double? alpha,
    IReadOnlyDictionary<string, double> patterns,
    bool isRankStabilised
)
{
    private const string InHeader = "lora_adapter_metadata";
    private const string Beside = "adapter_config.json";
    private const long MostBytes = 1 << 20;

    /// <inheritdoc cref="PeftSettings(string, double?, IReadOnlyDictionary{string, double}, bool)"
    /// path="/param[@name='isRankStabilised']"/>
    public bool IsRankStabilised => isRankStabilised;

    /// <summary>Whether they are about a layer of the file.</summary>
    public bool AreAbout(string layer) => layer.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Alpha of a layer; null if it is not said.</summary>
    public double? AlphaOf(string layer)
    {
        foreach ((string end, double value) in patterns)
            if (
                layer.EndsWith(end, StringComparison.Ordinal)
                && (layer.Length == end.Length || layer[^(end.Length + 1)] == '.')
            )
                return value;
        return alpha;
    }

    /// <summary>All settings of a file; none if its writer says nothing.</summary>
    /// <exception cref="HippogriffException">They are no JSON object.</exception>
    public static IReadOnlyList<PeftSettings> Of(SafetensorsFile file)
    {
        if (file.Metadata.TryGetValue(InHeader, out string? text))
        {
            JsonElement said = Object(
                JsonText.Read<JsonElement>(text, null, what => Refused(InHeader, what)),
                InHeader
            );
            // Longest first, so that text_encoder_2. is not taken for text_encoder.
            return
            [
                .. said.EnumerateObject()
                    .Where(one => one.Name.EndsWith(".lora_alpha", StringComparison.Ordinal))
                    .Select(one => one.Name[..^"lora_alpha".Length])
                    .OrderByDescending(name => name.Length)
                    .Select(name => Read(said, name, name)),
            ];
        }
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, Beside);
        bool isPefts = file.Entries.Any(e => e.Name.StartsWith(PublicAdapterTarget.Peft, StringComparison.Ordinal));
        if (!isPefts || !File.Exists(beside)) // other files of the folder have nothing to do with it
            return [];
        return
        [
            Read(
                Object(JsonText.ReadFile<JsonElement>(beside, null, what => Refused(Beside, what), MostBytes), Beside),
                "",
                ""
            ),
        ];

        string Refused(string place, string what) => $"The LoRA '{file.Path}' is damaged: in {place} {what}.";

        JsonElement Object(JsonElement read, string place) =>
            read.ValueKind == JsonValueKind.Object
                ? read
                : throw new HippogriffException(Refused(place, "there is no object"), FaultKind.DamagedFile);
    }

    private static PeftSettings Read(JsonElement said, string keys, string prefix)
    {
        Dictionary<string, double> patterns = new(StringComparer.Ordinal);
        if (
            said.TryGetProperty(keys + "alpha_pattern", out JsonElement listed)
            && listed.ValueKind == JsonValueKind.Object
        )
            foreach (JsonProperty one in listed.EnumerateObject())
                if (Number(one.Value) is { } value)
                    patterns[one.Name.TrimStart('^')] = value;
        return new PeftSettings(
            prefix,
            said.TryGetProperty(keys + "lora_alpha", out JsonElement alpha) ? Number(alpha) : null,
            patterns,
            said.TryGetProperty(keys + "use_rslora", out JsonElement stabilised)
                && stabilised.ValueKind == JsonValueKind.True
        );
    }

    private static double? Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : null;
}
