using System.IO.Compression;
using System.Text.Json;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Layouts;

/// <summary>Names and shapes of a public file at full size, without its numbers.</summary>
internal sealed class ListedWeights : IWeightSource
{
    public ListedWeights(string list)
    {
        Path = list;
        ByName = Unpacked("lists", list + ".json.gz")
            .GetProperty("tensors")
            .EnumerateObject()
            .ToDictionary(
                tensor => tensor.Name,
                tensor => new SafetensorsEntry(
                    tensor.Name,
                    ScalarType.Float16,
                    [.. tensor.Value.EnumerateArray().Select(side => side.GetInt64())],
                    0,
                    0
                )
            );
    }

    /// <summary>All lists, with what the index says of each.</summary>
    public static IReadOnlyDictionary<string, JsonElement> All { get; } =
        GoldenFolder.Has("layouts", "index.json")
            ? GoldenFolder
                .Json("layouts", "index.json")
                .EnumerateObject()
                .Where(list => GoldenFolder.Has("layouts", "lists", $"{list.Name}.json.gz"))
                .ToDictionary(list => list.Name, list => list.Value)
            : [];

    public string Path { get; }

    public IReadOnlyDictionary<string, SafetensorsEntry> ByName { get; }

    public Tensor Read(string name, ScalarType? type = null) => throw new NotSupportedException();

    public void Read(string name, Tensor into) => throw new NotSupportedException();

    /// <summary>A packed JSON file of the recordings.</summary>
    public static JsonElement Unpacked(string folder, string file)
    {
        using FileStream packed = File.OpenRead(GoldenFolder.At("layouts", folder, file));
        using GZipStream plain = new(packed, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(plain);
        return document.RootElement.Clone();
    }

    /// <summary>The names of all packed files of a folder; none if it is not there.</summary>
    public static IEnumerable<string> Names(string folder, string ending) =>
        GoldenFolder.Has("layouts", folder)
            ? Directory
                .GetFiles(GoldenFolder.At("layouts", folder), "*" + ending)
                .Select(path => System.IO.Path.GetFileName(path)[..^ending.Length])
                .Order()
            : [];
}
