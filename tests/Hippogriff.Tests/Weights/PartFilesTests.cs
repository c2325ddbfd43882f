using Hippogriff.Weights;
using static Hippogriff.Tests.Weights.RawSafetensors;

namespace Hippogriff.Tests.Weights;

/// <summary>The files of one part of a model: one, or several by an index, with or without a variant.</summary>
public sealed class PartFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Shard(string name, string tensor) => Write(_folder, name, (tensor, "F32", [1], Floats(1)));

    private string Index(string name, string map) => _folder.Write(name, $$"""{"weight_map":{{map}}}""");

    private HippogriffException Refused(string index) =>
        Assert.Throws<HippogriffException>(() => PartFiles.Shards(_folder.Write("m.safetensors.index.json", index)));

    [Fact]
    public void Shards_come_in_the_order_of_their_names_whatever_the_index_says_first()
    {
        Shard("m-2.safetensors", "b");
        Shard("m-1.safetensors", "a");
        string index = Index("m.safetensors.index.json", """{"b":"m-2.safetensors","a":"m-1.safetensors"}""");
        string[] shards = [_folder.In("m-1.safetensors"), _folder.In("m-2.safetensors")];
        Assert.Equal(shards, PartFiles.Shards(index));
        PartFiles found = PartFiles.Find(_folder.Path, "m");
        Assert.Equal(shards, found.Paths);
        Assert.Null(found.Variant);
    }

    [Theory]
    [InlineData("m.safetensors.index.fp16.json")]
    [InlineData("m.fp16.safetensors.index.json")]
    public void The_index_of_a_variant_has_its_name_at_either_end(string index)
    {
        Shard("m.fp16-1.safetensors", "a");
        Index(index, """{"a":"m.fp16-1.safetensors"}""");
        PartFiles found = PartFiles.Find(_folder.Path, "m");
        Assert.Equal("fp16", found.Variant);
        Assert.Equal([_folder.In("m.fp16-1.safetensors")], found.Paths);
        Assert.Equal("fp16", PartFiles.Find(_folder.Path, "m", "fp16").Variant);
    }

    [Fact]
    public void Of_several_variants_the_first_by_name_is_taken_and_other_files_are_none()
    {
        foreach (string name in (string[])["m.fp32", "m.bf16", "m.a.b", "m.", "n.aa"])
            Shard(name + ".safetensors", "a");
        foreach (string name in (string[])["m.json", "m.safetensors.index.txt", "m.0.txt", "m.index.json"])
            _folder.Write(name, "{}");
        PartFiles found = PartFiles.Find(_folder.Path, "m");
        Assert.Equal("bf16", found.Variant);
        Assert.Equal([_folder.In("m.bf16.safetensors")], found.Paths);
    }

    [Theory]
    [InlineData(".bin")]
    [InlineData(".pt")]
    [InlineData(".pth")]
    [InlineData(".ckpt")]
    public void A_folder_with_nothing_but_a_pickle_names_it_and_the_file_that_is_read(string ending)
    {
        _folder.Write("m" + ending, [0x80, 2]);
        _folder.Write("z" + ending, [0x80, 2]);
        string said = Assert.Throws<HippogriffException>(() => PartFiles.Find(_folder.Path, "m", "fp16")).Message;
        Assert.Contains("'" + _folder.In("m" + ending) + "'", said);
        Assert.Contains("m.fp16.safetensors", said);
        Assert.DoesNotContain("m..safetensors", Message(null));
        Assert.Contains("m.safetensors", Message(null));
    }

    private string Message(string? variant) =>
        Assert.Throws<HippogriffException>(() => PartFiles.Find(_folder.Path, "m", variant)).Message;

    [Fact]
    public void A_folder_that_is_empty_or_missing_lacks_the_file()
    {
        HippogriffException lacking = Assert.Throws<HippogriffException>(() => PartFiles.Find(_folder.In("gone"), "m"));
        Assert.Equal(FaultKind.DamagedFile, lacking.Kind);
        Assert.Contains("'m.safetensors'", lacking.Message);
        Assert.Contains("'m.safetensors'", Message(null));
        Assert.Contains("'m.fp16.safetensors'", Message("fp16"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("""{"weight_map":[]}""")]
    [InlineData("""{"weight_map":{"a":7}}""")]
    [InlineData("""{"weight_map":{"a":""}}""")]
    [InlineData("""{"weight_map":{"a":"."}}""")]
    [InlineData("""{"weight_map":{"a":".."}}""")]
    [InlineData("""{"weight_map":{"a":"/m.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"../m.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"..\\m.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"m\u0000.safetensors"}}""")]
    public void A_damaged_index_is_refused_with_its_path(string index)
    {
        HippogriffException refused = Refused(index);
        Assert.Equal(FaultKind.DamagedFile, refused.Kind);
        Assert.StartsWith("'" + _folder.In("m.safetensors.index.json") + "'", refused.Message);
        Assert.DoesNotContain("not beside", refused.Message); // it is not looked for
    }

    [Fact]
    public void An_index_that_names_a_missing_shard_or_a_missing_tensor_is_refused()
    {
        Shard("m-1.safetensors", "a");
        HippogriffException gone = Refused("""{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        Assert.Equal(FaultKind.DamagedFile, gone.Kind);
        Assert.Contains("'m-2.safetensors'", gone.Message);
        HippogriffException lacking = Refused("""{"weight_map":{"a":"m-1.safetensors","b":"m-1.safetensors"}}""");
        Assert.Equal(FaultKind.DamagedFile, lacking.Kind);
        Assert.Contains("'b'", lacking.Message);
        Assert.DoesNotContain("'a'", lacking.Message);
    }
}
