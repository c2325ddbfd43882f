using System.IO.Compression;
using System.Text;
using Hippogriff.Imaging;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Studio;

/// <summary>Zips that came from outside; docs/security.md lists them.</summary>
public sealed class ZipImportTests : IDisposable
{
    private static readonly byte[] s_picture = PngFile.Encode(new ColourSource().Get(0).Image);
    private readonly TrainingFixture _studio = new();

    public void Dispose() => _studio.Dispose();

    private static MemoryStream Zip(params (string Name, byte[] Bytes)[] files)
    {
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        stream.Position = 0;
        return stream;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<string> RefusedAsync(Stream zip, string name = "new")
    {
        string sentence = (await Assert.ThrowsAsync<HippogriffException>(() => _studio.Datasets.AddAsync(name, zip, default))).Message;
        Assert.Equal(["squares"], Directory.GetFileSystemEntries(_studio.In("studio/datasets")).Select(Path.GetFileName)); // nothing is left behind
        Assert.DoesNotContain(_studio.In(""), sentence, StringComparison.Ordinal);
        return sentence;
    }

    [Fact]
    public async Task Pictures_and_captions_are_unpacked_without_the_folder_around_them_and_without_anything_else()
    {
        Dataset made = await _studio.Datasets.AddAsync(
            "new", Zip(("my pictures/a.png", s_picture), ("my pictures/a.txt", Text("a red square")), ("my pictures/more/b.PNG", s_picture), ("my pictures/more/b.txt", Text("another")), ("my pictures/run.exe", Text("MZ")), ("__MACOSX/._a.png", Text("x")), ("my pictures/.hidden/c.png", s_picture)), default);
        Assert.Equal(new Dataset("new", 2, false), made);
        string folder = _studio.In("studio/datasets/new");
        Assert.Equal(["a.png", "a.txt", "more/b.PNG", "more/b.txt"], Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal(s_picture, File.ReadAllBytes(Path.Combine(folder, "a.png")));
        Assert.Equal(["new", "squares"], _studio.Datasets.List().Select(set => set.Name));
    }

    [Theory]
    [InlineData("../evil.png", "leads out of its folder")]
    [InlineData("a/../../evil.png", "leads out of its folder")]
    [InlineData("/evil.png", "leads out of its folder")]
    [InlineData("C:\\evil.png", "leads out of its folder")]
    [InlineData("..\\evil.png", "leads out of its folder")]
    [InlineData("evil.png:stream", "not every system can write")]
    [InlineData("evil\u0001.png", "not every system can write")]
    [InlineData("nul.txt", "not every system can write")]
    [InlineData("evil./a.png", "not every system can write")]
    [InlineData("1/2/3/4/5/6/7/8/9/a.png", "9 folders deep; 8 are allowed")]
    public async Task Names_that_lead_elsewhere_are_refused(string name, string expected) =>
        Assert.Contains(expected, await RefusedAsync(Zip(("a.png", s_picture), ("a.txt", Text("a cat")), (name, s_picture))), StringComparison.Ordinal);

    [Fact]
    public async Task Long_and_doubled_names_are_refused()
    {
        Assert.Contains("121 characters; 120 are allowed", await RefusedAsync(Zip((new string('a', 117) + ".png", s_picture))), StringComparison.Ordinal);
        Assert.Contains("twice, or in two spellings", await RefusedAsync(Zip(("a.png", s_picture), ("A.PNG", s_picture))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bombs_are_refused_before_they_are_unpacked()
    {
        Assert.Contains("times as large as packed; 100 times are allowed", await RefusedAsync(Zip(("bomb.png", new byte[8 << 20]))), StringComparison.Ordinal);
        _studio.Options.Limits.Training.FileBytes = 1_000;
        Assert.Contains("MB a file are allowed", await RefusedAsync(Zip(("large.png", new byte[1_001]))), StringComparison.Ordinal);
        _studio.Options.Limits.Training.UnpackedBytes = 1_500;
        Assert.Contains("that are allowed, unpacked", await RefusedAsync(Zip(("a.png", new byte[800]), ("b.png", new byte[800]))), StringComparison.Ordinal);
        _studio.Options.Limits.Training.ZipEntries = 3;
        Assert.Contains("lists more than the 3 files", await RefusedAsync(Zip([.. Enumerable.Range(0, 4).Select(i => ($"{i}.png", s_picture))])), StringComparison.Ordinal);
        _studio.Options.Limits.Training.ZipBytes = 100;
        Assert.Contains("MB that are allowed", await RefusedAsync(Zip(("a.png", s_picture))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_that_lies_about_the_size_of_a_file_unpacks_no_more_than_it_said()
    {
        byte[] zip = Zip(("a.png", s_picture), ("a.txt", Text(new string('x', 5_000)))).ToArray(), truth = BitConverter.GetBytes(5_000), lie = BitConverter.GetBytes(10);
        int lies = 0;
        for (int at = 0; at < zip.Length - 4; at++)
            if (zip.AsSpan(at, 4).SequenceEqual(truth)) (lies, _) = (lies + 1, lie.AsSpan().TryCopyTo(zip.AsSpan(at)));
        Assert.InRange(lies, 1, 2); // in the directory, and in the entry's own header or behind its bytes
        try { await _studio.Datasets.AddAsync("new", new MemoryStream(zip), default); }
        catch (HippogriffException) { } // to refuse it would be as good
        Assert.All(Directory.GetFiles(_studio.In("studio/datasets"), "a.txt", SearchOption.AllDirectories), file => Assert.InRange(new FileInfo(file).Length, 0, 10));
    }

    [Fact]
    public async Task A_directory_of_entries_that_is_larger_than_its_number_says_is_not_read()
    {
        byte[] zip = Zip([.. Enumerable.Range(0, 40).Select(i => ($"{i}-{new string('x', 100)}.png", Array.Empty<byte>()))]).ToArray();
        BitConverter.GetBytes((ushort)1).CopyTo(zip, zip.Length - 22 + 10);
        _studio.Options.Limits.Training.ZipEntries = 3; // 40 names of a hundred letters take more than three may
        Assert.Contains("lists more than the 3", await RefusedAsync(new MemoryStream(zip)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_and_passwords_are_refused()
    {
        MemoryStream link = new();
        using (ZipArchive zip = new(link, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = zip.CreateEntry("a.png");
            entry.ExternalAttributes = 0xA1FF << 16;
            using Stream to = entry.Open();
            to.Write("/etc/passwd"u8);
        }
        link.Position = 0;
        Assert.Contains("which is a link", await RefusedAsync(link), StringComparison.Ordinal);

        byte[] locked = Zip(("a.png", s_picture)).ToArray();
        locked[6] |= 1; // general purpose flag, bit 0, in the local header
        locked[locked.AsSpan().IndexOf("PK\x01\x02"u8) + 8] |= 1; // and in the directory
        Assert.Contains("locked with a password", await RefusedAsync(new MemoryStream(locked)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_zip_or_holds_nothing_to_train_on_is_refused()
    {
        Assert.Contains("no zip archive", await RefusedAsync(new MemoryStream()), StringComparison.Ordinal);
        Assert.Contains("no zip archive", await RefusedAsync(new MemoryStream(s_picture)), StringComparison.Ordinal);
        byte[] half = Zip(("a.png", s_picture), ("a.txt", Text("a cat"))).ToArray();
        Assert.Contains("no zip archive", await RefusedAsync(new MemoryStream(half[..(half.Length / 2)])), StringComparison.Ordinal);
        half.AsSpan(half.Length / 2, 40).Clear();
        Assert.Contains("The zip", await RefusedAsync(new MemoryStream(half)), StringComparison.Ordinal);
        Assert.Contains("no pictures and no captions", await RefusedAsync(Zip(("readme.md", Text("hello")))), StringComparison.Ordinal);
        Assert.Contains("None of the 1 pictures of the zip has a caption", await RefusedAsync(Zip(("a.png", s_picture))), StringComparison.Ordinal);
        Assert.Contains("Line 1 of 'metadata.jsonl' names '../a.png', which lies outside", await RefusedAsync(Zip(("a.png", s_picture), ("metadata.jsonl", Text("{\"file_name\":\"../a.png\",\"text\":\"x\"}")))), StringComparison.Ordinal);
        Assert.Contains("There is a dataset 'Squares' already", await RefusedAsync(Zip(("a.png", s_picture)), "Squares"), StringComparison.Ordinal);
        Assert.Contains("The name of a dataset has", await RefusedAsync(Zip(("a.png", s_picture)), "../new"), StringComparison.Ordinal);
    }
}
