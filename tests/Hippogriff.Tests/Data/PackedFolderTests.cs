using System.IO.Compression;
using Hippogriff.Imaging;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Data;

namespace Hippogriff.Tests.Data;

public sealed class PackedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Zip(params (string Name, byte[] Content)[] files)
    {
        string path = _folder.In("pictures.zip");
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in files)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(content);
        }
        return path;
    }

    private string Unpack(string zip) => PackedFolder.Unpack(zip, _folder.In("below"));

    [Theory]
    [InlineData("")]
    [InlineData("holiday/")]
    public void A_zip_is_read_as_the_folder_that_it_holds(string within)
    {
        string zip = Zip((within + "a.png", PngFile.Encode(TinyModel.Plain(8, 8, 200, 0, 0))), (within + "a.txt", "a cat"u8.ToArray()));
        Assert.True(PackedFolder.IsMeant(zip));
        string folder = Unpack(zip);
        Assert.Equal("a cat", FolderSource.Open(folder, 8, 1).Get(0).Caption);
        File.Delete(Path.Combine(folder, "a.txt"));
        Assert.Equal(folder, Unpack(zip)); // unpacked once: what was done to it stays
        Assert.False(File.Exists(Path.Combine(folder, "a.txt")));
    }

    [Theory]
    [InlineData("../outside.png")]
    [InlineData("/outside.png")]
    [InlineData("..\\outside.png")]
    public void Files_that_would_lie_outside_are_refused(string name)
    {
        string zip = Zip((name, [1]));
        string message = Assert.Throws<HippogriffException>(() => Unpack(zip)).Message;
        Assert.Equal($"'{zip}' names the file '{name}', which lies outside of it.", message);
        Assert.False(File.Exists(_folder.In("outside.png")) || File.Exists(_folder.In("below/outside.png")));
    }

    [Fact]
    public void What_is_no_zip_is_refused()
    {
        string path = _folder.Write("no.zip", "words");
        Assert.StartsWith($"'{path}' cannot be unpacked as a zip file: ", Assert.Throws<HippogriffException>(() => Unpack(path)).Message, StringComparison.Ordinal);
        Assert.False(PackedFolder.IsMeant(_folder.In("nothing.zip")));
        Assert.False(PackedFolder.IsMeant(_folder.Path));
    }
}
