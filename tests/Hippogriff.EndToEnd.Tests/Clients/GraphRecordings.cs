using System.IO.Compression;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>
/// Graphs of ComfyUI, with what has to be drawn for them (expect) or how the real server refuses them (refused). A
/// folder that HIPPOGRIFF_GOLDENS names may have more of them in clients/graphs.
/// </summary>
internal static class GraphRecordings
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> s_all = new(Read);

    /// <summary>The graphs by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> All => s_all.Value;

    private static Dictionary<string, JsonElement> Read()
    {
        string folder = Path.Combine(ClientRecordings.Folder, "graphs");
        if (Directory.Exists(folder))
            return Directory
                .GetFiles(folder, "*.json")
                .ToDictionary(
                    file => Path.GetFileNameWithoutExtension(file),
                    file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement
                );
        using GZipStream packed = new(File.OpenRead(folder + ".json.gz"), CompressionMode.Decompress);
        return JsonDocument.Parse(packed).RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value);
    }
}
