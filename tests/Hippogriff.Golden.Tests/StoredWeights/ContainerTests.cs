using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.StoredWeights;

public class ContainerTests
{
    private static readonly string[] s_containers = ["weights", "containers"];

    public static TheoryData<string> Hostile =>
        GoldenFolder.Has("weights", "hostile", "hostile_safetensors.json")
            ?
            [
                .. GoldenFolder
                    .Json("weights", "hostile", "hostile_safetensors.json")
                    .EnumerateObject()
                    .Select(file => file.Name),
            ]
            : [];

    public static TheoryData<string> BadIndexes =>
        GoldenFolder.Has("weights", "containers", "sharded_bad")
            ?
            [
                .. Directory
                    .GetFiles(GoldenFolder.At("weights", "containers", "sharded_bad"), "*.json")
                    .Select(path => Path.GetFileName(path)),
            ]
            : [];

    [Theory(SkipTestWithoutData = true)]
    [InlineData("sharded", null, "")]
    [InlineData("sharded_variant", "fp16", "half.")]
    public void Shards_are_found_by_their_index(string folder, string? variant, string prefix)
    {
        if (!GoldenFolder.Has([.. s_containers, folder]))
            return;
        using DisposeScope scope = NewDisposeScope();
        PartFiles found = PartFiles.Find(GoldenFolder.At([.. s_containers, folder]), "diffusion_pytorch_model");
        Assert.Equal((3, variant), (found.Paths.Count, found.Variant));
        using WeightFiles files = WeightFiles.Open(found.Paths);
        GoldenTensors recorded = GoldenTensors.Of([.. s_containers, "sharded.expect.safetensors"]);
        foreach (string name in files.ByName.Keys)
            Near.Require(recorded[prefix + name], files.Read(name), 0, $"{folder} {name}");
        Assert.NotEmpty(files.ByName);
    }

    [Fact]
    public void A_variant_is_taken_where_there_is_nothing_else_and_is_named()
    {
        if (!GoldenFolder.Has([.. s_containers, "variant_only"]))
            return;
        PartFiles found = PartFiles.Find(GoldenFolder.At([.. s_containers, "variant_only"]), "diffusion_pytorch_model");
        Assert.Equal("fp16", found.Variant);
        Assert.Single(found.Paths);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(BadIndexes))]
    public void An_index_that_lies_is_refused(string index)
    {
        string path = GoldenFolder.At([.. s_containers, "sharded_bad", index]);
        HippogriffException error = Assert.Throws<HippogriffException>(() => PartFiles.Shards(path));
        Assert.Contains(index, error.Message, StringComparison.Ordinal);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Hostile))]
    public void A_hostile_file_is_read_or_refused_in_a_sentence(string name)
    {
        string expect = GoldenFolder
            .Json("weights", "hostile", "hostile_safetensors.json")
            .GetProperty(name)
            .GetProperty("expect")
            .GetString()!;
        string folder = Directory.CreateTempSubdirectory("hippogriff-golden").FullName;
        try
        {
            string path = Path.Combine(folder, "file.safetensors");
            using (ZipArchive zip = ZipFile.OpenRead(GoldenFolder.At("weights", "hostile", "hostile_safetensors.zip")))
                zip.Entries.Single(entry => Path.GetFileNameWithoutExtension(entry.Name) == name).ExtractToFile(path);
            Require(path, expect);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Require(string path, string expect)
    {
        if (!expect.StartsWith("refuse", StringComparison.Ordinal))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (SafetensorsEntry entry in file.Entries)
                file.Read(entry.Name).Dispose();
            return;
        }
        if (expect.EndsWith("or as the library", StringComparison.Ordinal))
            return;
        HippogriffException error = Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.Contains("file.safetensors", error.Message, StringComparison.Ordinal);
        if (expect.Split("say it is a ") is [_, var what])
            Assert.Contains(what.Split(' ', ',')[0], error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_type_of_number_is_read_from_odd_offsets()
    {
        if (!GoldenFolder.Has([.. s_containers, "kinds.expect.json"]))
            return;
        using SafetensorsFile file = SafetensorsFile.Open(
            GoldenFolder.At([.. s_containers, "kinds_odd_alignment.safetensors"])
        );
        foreach (JsonProperty tensor in GoldenFolder.Json([.. s_containers, "kinds.expect.json"]).EnumerateObject())
        {
            using Tensor read = file.Read(tensor.Name);
            Assert.Equal(
                tensor.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()),
                read.shape
            );
            Assert.Equal(tensor.Value.GetProperty("values").EnumerateArray().Select(TextOf), TextsOf(read));
        }
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            _ => value.GetDouble().ToString("r", CultureInfo.InvariantCulture),
        };

    private static IEnumerable<string> TextsOf(Tensor tensor)
    {
        using Tensor flat = tensor.flatten().to(tensor.is_floating_point() ? ScalarType.Float64 : ScalarType.Int64);
        return tensor.is_floating_point()
            ? flat.data<double>().ToArray().Select(value => value.ToString("r", CultureInfo.InvariantCulture))
            : flat.data<long>().ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture));
    }
}
