using System.Text.Json;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// The texts that ComfyUI writes into its pictures: the graph ("prompt"), and what the client sent for them
/// (extra_pnginfo, nearly always "workflow").
/// </summary>
internal static class GraphTexts
{
    /// <summary>Most texts of a picture; further ones are passed over.</summary>
    private const int Most = 50;

    /// <summary>The texts by keyword.</summary>
    /// <param name="graph">The graph as it was sent.</param>
    /// <param name="extra">The client's further data.</param>
    public static IReadOnlyDictionary<string, string> Of(JsonElement graph, JsonElement extra)
    {
        Dictionary<string, string> texts = new() { ["prompt"] = graph.GetRawText() };
        if (extra.TryGetProperty("extra_pnginfo", out JsonElement further) && further.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty text in further.EnumerateObject().Where(text => IsKeyword(text.Name)).Take(Most))
                texts.TryAdd(text.Name, text.Value.GetRawText());
        return texts;
    }

    /// <summary>Whether a PNG may have a text of that name that the program does not write itself.</summary>
    private static bool IsKeyword(string name) =>
        name.Length is > 0 and < 80
        && name.All(c => c is >= ' ' and <= '~')
        && name != PngFile.ParametersKey
        && name != PngFile.XmpKey;
}
