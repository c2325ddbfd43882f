using System.Text;
using Hippogriff.Data.Zips;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Data;

/// <summary>Zips that came from outside, to the studio or to a command; docs/security.md lists them.</summary>
public sealed class ZipImportTests : IDisposable
{
    private static readonly byte[] s_picture = PngFile.Encode(new ColourSource().Get(0).Image);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private string[] Unpacked =>
        [
            .. Directory
                .GetFiles(_folder.In("below"), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder.In("below"), file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    private void Extract(byte[] zip, ZipLimits? limits = null) =>
        new ZipImport(limits ?? new ZipLimits(), "'my.zip'").Extract(
            new MemoryStream(zip),
            _folder.In("below"),
            default
        );

    private string Refused(byte[] zip, ZipLimits? limits = null)
    {
        string sentence = Assert.Throws<HippogriffException>(() => Extract(zip, limits)).Message;
        Assert.StartsWith("'my.zip' ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, sentence, StringComparison.Ordinal);
        return sentence;
    }

    /// <summary>Refused, and before anything was written.</summary>
    private string RefusedUnopened(byte[] zip, ZipLimits? limits = null)
    {
        string sentence = Refused(zip, limits);
        Assert.False(Directory.Exists(_folder.In("below")));
        return sentence;
    }

    [Fact]
    public void Pictures_and_captions_are_unpacked_without_the_folder_around_them_and_without_anything_else()
    {
        Extract(
            ZipBytes.Of(
                ("my pictures/a.png", s_picture),
                ("my pictures/a.txt", Text("a red square")),
                ("my pictures/more/b.PNG", s_picture),
                ("my pictures/more/b.txt", Text("another")),
                ("my pictures/run.exe", Text("MZ")),
                ("__MACOSX/._a.png", Text("x")),
                ("my pictures/.hidden/c.png", s_picture)
            )
        );
        Assert.Equal(["a.png", "a.txt", "more/b.PNG", "more/b.txt"], Unpacked);
        Assert.Equal(s_picture, File.ReadAllBytes(_folder.In("below/a.png")));
    }

    [Fact]
    public void Many_small_files_that_unpack_to_much_are_refused_as_a_large_one_is()
    {
        byte[] same = new byte[1 << 20];
        Assert.Contains(
            "times as large as packed",
            RefusedUnopened(ZipBytes.Of([.. Enumerable.Range(0, 4).Select(i => ($"{i}.png", same))])),
            StringComparison.Ordinal
        );
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
    [InlineData("Com1 .png", "not every system can write")]
    [InlineData("lpt².png", "not every system can write")]
    [InlineData("CONOUT$", "not every system can write")]
    [InlineData("evil./a.png", "not every system can write")]
    [InlineData("1/2/3/4/5/6/7/8/9/a.png", "9 folders deep; 8 are allowed")]
    public void Names_that_lead_elsewhere_are_refused(string name, string expected) =>
        Assert.Contains(
            expected,
            RefusedUnopened(ZipBytes.Of(("a.png", s_picture), ("a.txt", Text("a cat")), (name, s_picture))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Names_that_only_look_like_those_of_devices_are_taken()
    {
        Extract(ZipBytes.Of(("console.png", s_picture), ("com10.png", s_picture), ("my nul.png", s_picture)));
        Assert.Equal(["com10.png", "console.png", "my nul.png"], Unpacked);
    }

    [Fact]
    public void Long_doubled_and_missing_names_are_refused_or_passed_over()
    {
        Assert.Contains(
            "121 characters; 120 are allowed",
            RefusedUnopened(ZipBytes.Of((new string('a', 117) + ".png", s_picture))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "twice, or in two spellings",
            RefusedUnopened(ZipBytes.Of(("a.png", s_picture), ("A.PNG", s_picture))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no pictures and no captions",
            RefusedUnopened(ZipBytes.Nameless(ZipBytes.Of(("x", s_picture)))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bombs_are_refused_before_they_are_unpacked()
    {
        Assert.Contains(
            "times as large as packed; 100 times are allowed",
            RefusedUnopened(ZipBytes.Of(("bomb.png", new byte[8 << 20]))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "MB a file are allowed",
            RefusedUnopened(ZipBytes.Of(("large.png", new byte[1_001])), new ZipLimits { FileBytes = 1_000 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "that are allowed, unpacked",
            RefusedUnopened(
                ZipBytes.Of(("a.png", new byte[800]), ("b.png", new byte[800])),
                new ZipLimits { UnpackedBytes = 1_500 }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lists more than the 3 files",
            RefusedUnopened(
                ZipBytes.Of([.. Enumerable.Range(0, 4).Select(i => ($"{i}.png", s_picture))]),
                new ZipLimits { Entries = 3 }
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "MB are allowed",
            RefusedUnopened(ZipBytes.Of(("a.png", s_picture)), new ZipLimits { Bytes = 100 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_zip_that_lies_about_the_size_of_a_file_unpacks_no_more_than_it_said()
    {
        byte[] zip = ZipBytes.Of(("a.png", s_picture), ("a.txt", Text(new string('x', 5_000)))),
            truth = BitConverter.GetBytes(5_000),
            lie = BitConverter.GetBytes(10);
        int lies = 0;
        for (int at = 0; at < zip.Length - 4; at++)
            if (zip.AsSpan(at, 4).SequenceEqual(truth))
                (lies, _) = (lies + 1, lie.AsSpan().TryCopyTo(zip.AsSpan(at)));
        Assert.InRange(lies, 1, 2); // in the directory, and in the entry's own header or behind its bytes
        try
        {
            Extract(zip);
        }
        catch (HippogriffException) { } // to refuse it would be as good
        Assert.All(
            Directory.GetFiles(_folder.Path, "a.txt", SearchOption.AllDirectories),
            file => Assert.InRange(new FileInfo(file).Length, 0, 10)
        );
    }

    [Fact]
    public void A_directory_of_entries_that_is_larger_than_its_number_says_is_not_read()
    {
        byte[] many = ZipBytes.Of([
            .. Enumerable.Range(0, 40).Select(i => ($"{i}-{new string('x', 100)}.png", Array.Empty<byte>())),
        ]);
        ZipLimits three = new() { Entries = 3 }; // 40 names of a hundred letters take more than three may
        Assert.Contains(
            "lists more than the 3",
            RefusedUnopened(ZipBytes.Counting(many, 1), three),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lists more than the 3",
            RefusedUnopened(ZipBytes.Large(many, 1), three),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_record_of_large_zips_is_believed_no_more_than_the_usual_one()
    {
        byte[] two = ZipBytes.Of(("a.png", s_picture), ("b.png", s_picture));
        Extract(ZipBytes.Large(two, 2));
        Assert.Equal(["a.png", "b.png"], Unpacked);
        Directory.Delete(_folder.In("below"), recursive: true);
        Assert.Contains(
            "lists more than the 3",
            RefusedUnopened(ZipBytes.Counting(ZipBytes.Large(two, 4), 1), new ZipLimits { Entries = 3 }),
            StringComparison.Ordinal
        ); // the usual record says one
        Assert.Contains(
            "lists more than the 50,000",
            RefusedUnopened(ZipBytes.Large(two, ulong.MaxValue)),
            StringComparison.Ordinal
        );
        byte[] without = ZipBytes.Counting(two, ushort.MaxValue);
        Assert.Contains("no archive of that kind", RefusedUnopened(without), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_and_passwords_are_refused()
    {
        Assert.Contains(
            "which is a link",
            RefusedUnopened(ZipBytes.Link("a.png", "/etc/passwd")),
            StringComparison.Ordinal
        );
        byte[] locked = ZipBytes.Of(("a.png", s_picture));
        locked[6] |= 1; // general purpose flag, bit 0, in the local header
        locked[locked.AsSpan().IndexOf("PK\x01\x02"u8) + 8] |= 1; // and in the directory
        Assert.Contains("locked with a password", RefusedUnopened(locked), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_zip_or_holds_no_pictures_is_refused()
    {
        Assert.Contains("no archive of that kind", Refused([]), StringComparison.Ordinal);
        Assert.Contains("no archive of that kind", Refused(s_picture), StringComparison.Ordinal);
        byte[] half = ZipBytes.Of(("a.png", s_picture), ("a.txt", Text("a cat")));
        Assert.Contains("no archive of that kind", Refused(half[..(half.Length / 2)]), StringComparison.Ordinal);
        half.AsSpan(half.Length / 2, 40).Clear();
        Refused(half);
        Assert.Contains(
            "no pictures and no captions",
            Refused(ZipBytes.Of(("readme.md", Text("hello")))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cannot be unpacked",
            Refused(ZipBytes.Of(("a.png", s_picture), ("a.png/b.png", s_picture))),
            StringComparison.Ordinal
        );
    }
}
