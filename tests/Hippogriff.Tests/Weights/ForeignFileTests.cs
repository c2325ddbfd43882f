using System.Text;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Weights;

public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.ckpt", "PK\u0003\u0004 archive/data.pkl and more", "zip")]
    [InlineData("model.safetensors", "PK\u0003\u0004 archive/data.pkl and more", "zip")]
    [InlineData("model.pt", "\u0080\u0002}q\u0000(X\u0005\u0000\u0000\u0000state", "pickle")]
    [InlineData("model.gguf", "GGUF\u0003\u0000\u0000\u0000\u0001\u0000\u0000\u0000", "GGUF")]
    [InlineData("model.safetensors", "version https://git-lfs.github.com/spec/v1", "git-lfs")]
    [InlineData("model.safetensors", "\n<!DOCTYPE html><html>", "web page")]
    [InlineData("model.safetensors", "7z\u00bc\u00af'\u001c\u0000\u0004", "7z archive; unpack it")]
    [InlineData("model.safetensors", "\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000", "gzip archive; unpack it")]
    [InlineData("model.safetensors", "\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("model.bin", "{ \"error\": \"Repository not found\" }", "JSON")]
    public void A_file_that_is_something_else_is_called_by_its_name_wherever_it_is_asked_for(
        string name,
        string content,
        string fragment
    )
    {
        _folder.Write(name, Encoding.Latin1.GetBytes(content));
        if (!name.EndsWith(ModelFolder.Ending, StringComparison.Ordinal)) // those are opened when they are read
            Assert.Contains(fragment, Assert.Throws<HippogriffException>(() => At(name)).Message);
        Assert.Contains(
            fragment,
            Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(_folder.In(name))).Message
        );
    }

    private ModelFolder At(string name) => ModelFolder.At(_folder.In(name));

    [Fact]
    public void A_folder_with_pickles_alone_says_where_the_way_out_is()
    {
        _folder.Write("unet/diffusion_pytorch_model.bin", [0x80, 2]);
        HippogriffException error = Assert.Throws<HippogriffException>(() =>
            PartFiles.Find(_folder.In("unet"), "diffusion_pytorch_model")
        );
        Assert.Contains("pickle", error.Message);
        Assert.Contains("diffusion_pytorch_model.safetensors", error.Message);
    }

    [Fact]
    public void The_plain_file_comes_before_a_variant_and_a_variant_can_be_asked_for()
    {
        _folder.Write("unet/model.safetensors", [1]);
        _folder.Write("unet/model.fp16.safetensors", [1]);
        _folder.Write("unet/model.non_ema.safetensors", [1]);
        Assert.Null(PartFiles.Find(_folder.In("unet"), "model").Variant);
        Assert.Equal("non_ema", PartFiles.Find(_folder.In("unet"), "model", "non_ema").Variant);
        File.Delete(_folder.In("unet/model.safetensors"));
        Assert.Equal("fp16", PartFiles.Find(_folder.In("unet"), "model").Variant);
        Assert.Throws<HippogriffException>(() => PartFiles.Find(_folder.In("unet"), "model", "bf16"));
    }
}
