using Hippogriff.Data.Folders;
using Hippogriff.Data.Zips;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Data;

public sealed class PackedFolderTests : IDisposable
{
    private static readonly byte[] s_picture = PngFile.Encode(TinyModel.Plain(8, 8, 200, 0, 0));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Zip(params (string Name, byte[] Content)[] files) =>
        _folder.Write("pictures.zip", ZipBytes.Of(files));

    [Theory]
    [InlineData("")]
    [InlineData("holiday/")]
    public void A_zip_is_read_as_the_folder_that_it_holds(string within)
    {
        using PackedFolder data = PackedFolder.Open(
            Zip((within + "a.png", s_picture), (within + "a.txt", "a cat"u8.ToArray()))
        );
        Assert.Equal("a cat", FolderSource.Open(data.Path, 8, 1).Get(0).Caption);
        Assert.True(File.Exists(Path.Combine(data.Path, "a.png")));
    }

    [Fact]
    public void What_is_unpacked_belongs_to_one_reader_and_goes_with_him()
    {
        string zip = Zip(("a.png", s_picture), ("a.txt", "a cat"u8.ToArray()));
        PackedFolder first = PackedFolder.Open(zip),
            second = PackedFolder.Open(zip);
        // a name that is the same each time could be taken by somebody else first
        Assert.NotEqual(first.Path, second.Path);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(first.Path)
            );
        first.Dispose();
        Assert.False(Directory.Exists(first.Path));
        Assert.True(Directory.Exists(second.Path));
        second.Dispose();
        second.Dispose();
    }

    [Fact]
    public void A_zip_that_is_refused_half_unpacked_leaves_nothing()
    {
        string name = $"{Guid.NewGuid():N}.png";
        byte[] zip = ZipBytes.Of((name, s_picture), ("b.txt", "a dog"u8.ToArray()));
        zip[zip.AsSpan().LastIndexOf("PK\x03\x04"u8) + 8] = 99; // a way of packing that nobody knows
        zip[zip.AsSpan().LastIndexOf("PK\x01\x02"u8) + 10] = 99;
        string path = _folder.Write("half.zip", zip);
        Assert.StartsWith(
            $"'{path}' ",
            Assert.Throws<HippogriffException>(() => PackedFolder.Open(path)).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Directory.GetDirectories(Path.GetTempPath(), "hippogriff-*"),
            folder => File.Exists(Path.Combine(folder, name))
        );
    }

    [Fact]
    public void Zips_are_checked_as_uploaded_ones_are_and_by_their_name()
    {
        string zip = Zip(("../outside.png", s_picture));
        Said.Refusing(FaultKind.InvalidRequest, $"'{zip}' holds '../outside.png'", () => PackedFolder.Open(zip));
        Assert.Contains(
            "lists more than the 1 files",
            Assert
                .Throws<HippogriffException>(() =>
                    PackedFolder.Open(
                        Zip(("a.png", s_picture), ("b.png", s_picture)),
                        limits: new ZipLimits { Entries = 1 }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        string words = _folder.Write("no.zip", "words");
        Said.Refusing(FaultKind.DamagedFile, $"'{words}' cannot be opened", () => PackedFolder.Open(words));
    }

    [Fact]
    public void What_is_wrong_in_a_zip_is_said_of_the_zip()
    {
        string zip = Zip(("a.png", s_picture));
        using PackedFolder data = PackedFolder.Open(zip);
        Assert.StartsWith(
            $"Of 1 picture in '{zip}' none has a caption",
            Assert.Throws<HippogriffException>(() => data.Read(path => FolderSource.Open(path, 8, 1))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal($"'{zip}/a.png' is odd.", data.Named($"'{data.Path}/a.png' is odd."));
    }

    [Fact]
    public void A_folder_is_taken_as_it_is_and_stays()
    {
        using (PackedFolder data = PackedFolder.Open(_folder.Path))
            Assert.Equal(_folder.Path, data.Path);
        Assert.True(Directory.Exists(_folder.Path));
        Assert.False(PackedFolder.IsMeant(_folder.In("nothing.zip")));
        Assert.False(PackedFolder.IsMeant(_folder.Path));
    }
}
