using System.Text;
using Hippogriff.Data.Captions;
using SkiaSharp;

namespace Hippogriff.Tests.Data;

/// <summary>Which caption belongs to which picture, and what is said of pictures that get none.</summary>
public sealed class CaptionIndexTests : IDisposable
{
    private static readonly byte[] s_picture = PictureBytes.Plain(SKColors.Red);
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _skipped = [],
        _remarks = [];

    public void Dispose() => _folder.Dispose();

    private void Picture(params string[] names)
    {
        foreach (string name in names)
            _folder.Write(name, s_picture);
    }

    /// <summary>"name: caption | caption", in order.</summary>
    private string[] Read(string below = "") =>
        [
            .. CaptionIndex
                .Read(
                    below.Length == 0 ? _folder.Path : _folder.In(below),
                    (path, sentence) => _skipped.Add(Plain(sentence)),
                    remark: (path, sentence) => _remarks.Add(Plain(sentence))
                )
                .Select(file =>
                    $"{Path.GetRelativePath(_folder.Path, file.Path).Replace('\\', '/')}: "
                    + $"{string.Join(" | ", file.Captions)}"
                ),
        ];

    private string Plain(string sentence) =>
        sentence.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace('\\', '/');

    [Fact]
    public void Pictures_that_an_index_leaves_out_are_named_whether_a_text_lies_beside_them_or_not()
    {
        Picture("1.png", "2.png", "3.png", "more/4.png");
        _folder.Write("3.txt", "third");
        _folder.Write(
            "metadata.jsonl",
            """{"file_name":"1.png","text":"a"}""" + "\n" + """{"file_name":"2.png","text":"b"}"""
        );
        Assert.Equal(["1.png: a", "2.png: b"], Read());
        Assert.Equal(2, _skipped.Count);
        Assert.Contains("'3.png' is not named in 'metadata.jsonl'", _skipped[0], StringComparison.Ordinal);
        Assert.Contains("'more/4.png' is not named in 'metadata.jsonl'", _skipped[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_folder_may_have_an_index_of_its_own_and_those_without_have_texts()
    {
        Picture("train/cats/1.png", "train/dogs/2.png", "train/dogs/3.png", "test/4.png");
        _folder.Write("train/cats/metadata.jsonl", """{"file_name":"1.png","text":"a cat"}""");
        _folder.Write("train/dogs/metadata.csv", "file_name,text\n2.png,\"a dog, and \"\"Rex\"\"\"\r\n");
        _folder.Write("train/dogs/3.txt", "another dog");
        _folder.Write("test/4.txt", "a fish");
        Assert.Equal(
            [
                "test/4.png: a fish",
                "train/cats/1.png: a cat",
                "train/dogs/2.png: a dog, and \"Rex\"",
                "train/dogs/3.png: another dog",
            ],
            Read().Order(StringComparer.Ordinal)
        );
        Assert.Empty(_skipped);
    }

    [Fact]
    public void A_table_needs_its_columns_and_closed_quotes()
    {
        Picture("1.png");
        _folder.Write("metadata.csv", "name,text\n1.png,a\n");
        Assert.Contains(
            "\"file_name\"",
            Assert.Throws<HippogriffException>(() => Read()).Message,
            StringComparison.Ordinal
        );
        _folder.Write("metadata.csv", "file_name,text\n1.png,\"a\n");
        Assert.Contains(
            "metadata.csv",
            Assert.Throws<HippogriffException>(() => Read()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"file_name":"1.png\u0000x","text":"a"}""")]
    [InlineData("""{"file_name":"1.png","text":"\ud800"}""")]
    public void A_row_that_no_file_can_have_is_refused_in_a_sentence(string row)
    {
        Picture("1.png");
        _folder.Write("metadata.jsonl", row);
        Assert.Contains("Line 1", Assert.Throws<HippogriffException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_folder_is_looked_through_twice_and_the_real_one_counts()
    {
        if (!Links())
            return;
        Picture("data/zebra/a.png", "data/zebra/below/b.png", "not-meant/c.png");
        _folder.Write("not-meant/c.txt", "c");
        _folder.Write("data/zebra/a.txt", "a");
        _folder.Write("data/zebra/below/b.txt", "b");
        Link("data/here", ".");
        Link("data/up", "..");
        Link("data/top", "/");
        Link("data/zebra/below/up", "../..");
        Link("data/again", "zebra");
        Link("data/zebra/self", "self");
        Assert.Equal(["data/zebra/a.png: a", "data/zebra/below/b.png: b"], Read("data"));
        Assert.Empty(_skipped);
    }

    [Fact]
    public void Links_to_other_folders_are_followed_and_lead_to_each_of_them_once()
    {
        if (!Links())
            return;
        Picture("elsewhere/a.png");
        _folder.Write("elsewhere/a.txt", "a");
        Directory.CreateDirectory(_folder.In("data"));
        Link("data/one", "../elsewhere");
        Link("data/two", "one");
        Assert.Equal(["data/one/a.png: a"], Read("data"));
    }

    [Fact]
    public void Texts_are_found_however_their_ending_is_written_and_other_names_are_hinted_at()
    {
        Picture("1.png", "2.png", "3.png", "4.PNG", "5.png");
        _folder.Write("1.TXT", "one");
        _folder.Write("2.caption", "two");
        _folder.Write("3.png.txt", "three");
        _folder.Write("4.Txt", "four");
        Assert.Equal(["1.png: one", "4.PNG: four"], Read());
        Assert.Contains("'2.caption'", _skipped[0], StringComparison.Ordinal);
        Assert.Contains("'2.txt'", _skipped[0], StringComparison.Ordinal);
        Assert.Contains("'3.png.txt'", _skipped[1], StringComparison.Ordinal);
        Assert.Equal("'5.png' has no caption.", _skipped[2]);
    }

    [Fact]
    public void Texts_of_Western_Windows_are_read_and_what_is_no_text_is_named_and_skipped()
    {
        Picture("1.png", "2.png", "3.png", "4.png");
        _folder.Write("1.txt", "a caf\u00e9 in Z\u00fcrich \u2013 \u201cthe\u201d one"u8.ToArray());
        _folder.Write(
            "2.txt",
            [.. "a caf"u8, 0xE9, .. " in Z"u8, 0xFC, .. "rich "u8, 0x96, .. " "u8, 0x93, .. "the"u8, 0x94, .. " one"u8]
        );
        _folder.Write(
            "3.txt",
            Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes("a café")).ToArray()
        );
        _folder.Write("4.txt", [0xEA, 0xEE, 0xF8, 0xEA, 0xE0]); // Russian in Windows-1251
        Assert.Equal(
            ["1.png: a café in Zürich – “the” one", "2.png: a café in Zürich – “the” one", "3.png: a café"],
            Read()
        );
        Assert.Contains("'4.txt'", Assert.Single(_skipped), StringComparison.Ordinal);
        Assert.Contains("'2.txt'", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_of_UTF_8_is_not_taken_for_another_code()
    {
        Picture("1.png");
        _folder.Write("1.txt", [.. "a caf\u00e9 and a na"u8, 0xC3]);
        _folder.Write("metadata.jsonl", [.. """{"file_name":"1.png","text":"a caf"""u8, 0xE9, .. "\"}"u8]);
        Assert.Equal(["1.png: a café"], Read());
        File.Delete(_folder.In("metadata.jsonl"));
        Assert.Empty(Read());
        Assert.Contains("UTF-8", Assert.Single(_skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_caption_that_may_not_be_read_costs_its_picture_only()
    {
        Picture("1.png", "2.png");
        _folder.Write("2.txt", "two");
        _folder.Write("1.txt", "one");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_folder.In("1.txt"), UnixFileMode.None);
        if (Environment.IsPrivilegedProcess)
            return; // who may read everything is refused nothing
        Assert.Equal(["2.png: two"], Read());
        Assert.Contains("'1.png' has no caption", Assert.Single(_skipped), StringComparison.Ordinal);
    }

    private static bool Links() => !OperatingSystem.IsWindows();

    private void Link(string name, string target) => Directory.CreateSymbolicLink(_folder.In(name), target);
}
