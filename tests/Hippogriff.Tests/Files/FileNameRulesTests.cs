using System.Text;
using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

/// <summary>The rules of every system, on whatever system the tests run.</summary>
public sealed class FileNameRulesTests
{
    private static readonly string s_long = new('n', 255),
        s_tooLong = new('n', 256),
        s_bytes = new('猫', 86); // 86 letters, 258 bytes

    public static TheoryData<string, bool, bool> Names =>
        new()
        {
            // name, on Linux and macOS, on Windows
            { "a-red-apple-1.png", true, true },
            { "a b.png", true, true },
            { ".hidden", true, true },
            { "café.png", true, true },
            { "cafe\u0301.png", true, true },
            { "猫😀.png", true, true },
            { "", false, false },
            { ".", false, false },
            { "..", false, false },
            { "a/b", false, false },
            { "a\0b", false, false },
            { "a\\b", true, false },
            { "a:b", true, false },
            { "C:", true, false },
            { "a?b", true, false },
            { "a*", true, false },
            { "a<b>", true, false },
            { "a|b", true, false },
            { "\"a\"", true, false },
            { "a\tb", true, false },
            { "a\u001bb", true, false },
            { "a.", true, false },
            { "a ", true, false },
            { "con", true, false },
            { "NUL", true, false },
            { "nul.png", true, false },
            { "Com1.tar.gz", true, false },
            { "LPT9", true, false },
            { "com¹.png", true, false },
            { "aux .png", true, false },
            { "CONIN$", true, false },
            { "console", true, true },
            { "com10.png", true, true },
            { "com.png", true, true },
            { "\ud800.png", false, false },
            { s_long, true, true },
            { s_tooLong, false, false },
            { s_bytes, false, true },
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_taken_as_the_system_takes_it(string name, bool unix, bool windows)
    {
        Assert.Equal(unix, FileNameRules.Linux.Fault(name) is null);
        Assert.Equal(unix, FileNameRules.Mac.Fault(name) is null);
        Assert.Equal(windows, FileNameRules.Windows.Fault(name) is null);
        Assert.Equal(unix && windows, FileNameRules.All.Fault(name) is null);
    }

    [Theory]
    [InlineData("a/b.png", false, false)]
    [InlineData("a/./b.png", false, false)]
    [InlineData("/a.png", true, true)]
    [InlineData("//host/share/a.png", true, true)]
    [InlineData("../a.png", true, true)]
    [InlineData("a/../../b.png", true, true)]
    [InlineData("..a/b..png", false, false)]
    [InlineData("\\a.png", false, true)]
    [InlineData("\\\\host\\share\\a.png", false, true)]
    [InlineData("\\\\?\\C:\\a.png", false, true)]
    [InlineData("C:\\a.png", false, true)]
    [InlineData("C:a.png", false, true)]
    [InlineData("a\\..\\..\\b.png", false, true)]
    public void A_path_that_leads_out_of_its_folder_is_known_by_the_rules_of_the_system(
        string path,
        bool unix,
        bool windows
    )
    {
        Assert.Equal(unix, FileNameRules.Linux.LeadsOut(path));
        Assert.Equal(windows, FileNameRules.Windows.LeadsOut(path));
        Assert.Equal(unix || windows, FileNameRules.All.LeadsOut(path));
    }

    [Fact]
    public void Between_folders_stands_a_slash_and_on_Windows_a_backslash_too()
    {
        Assert.Equal(["a\\b", "c.png"], FileNameRules.Linux.Parts("a\\b/c.png"));
        Assert.Equal(["a", "b", "c.png"], FileNameRules.Windows.Parts("a\\b//c.png"));
    }

    [Fact]
    public void Names_that_differ_in_case_are_one_where_the_system_takes_them_for_one()
    {
        Assert.False(FileNameRules.Linux.Comparer.Equals("Cat.png", "cat.PNG"));
        Assert.True(FileNameRules.Mac.Comparer.Equals("Cat.png", "cat.PNG"));
        Assert.True(FileNameRules.Windows.Comparer.Equals("Cat.png", "cat.PNG"));
    }

    [Fact]
    public void A_name_that_is_too_long_is_cut_between_two_characters_and_keeps_its_ending()
    {
        string cats = string.Concat(Enumerable.Repeat("😀", 200)); // 4 bytes or 2 letters each
        string unix = FileNameRules.Linux.Fit(cats, "-steps.png"),
            windows = FileNameRules.Windows.Fit(cats, "-steps.png");

        Assert.Equal(61 * 4 + 10, Encoding.UTF8.GetByteCount(unix));
        Assert.Equal(122 * 2 + 10, windows.Length);
        Assert.All([unix, windows], name => Assert.EndsWith("😀-steps.png", name, StringComparison.Ordinal));
        Assert.Null(FileNameRules.Linux.Fault(unix));
        Assert.Null(FileNameRules.Windows.Fault(windows));
        Assert.Equal("a-1.png", FileNameRules.All.Fit("a", "-1.png"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("..", "means a folder")]
    [InlineData("a\0", "control character")]
    [InlineData("a/", "holds one of <")]
    [InlineData("a.", "ends with a dot")]
    [InlineData("a ", "ends with a space")]
    [InlineData("aux", "belongs to a device")]
    public void A_refusal_says_what_is_wrong_with_the_name(string name, string clause) =>
        Assert.Contains(clause, FileNameRules.All.Fault(name));

    [Fact]
    public void Half_a_character_is_in_no_name()
    {
        foreach (string name in new[] { "\udc00", "a\ud800", "\ud800\ud800\udc00", "\ud800\udc00\udc00" })
            Assert.Equal("holds half a character", FileNameRules.Linux.Fault(name));
        Assert.Null(FileNameRules.All.Fault("\ud800\udc00\ud800\udc00"));
    }

    [Fact]
    public void A_length_is_told_in_the_unit_of_the_system()
    {
        Assert.Equal("has 258 bytes, and 255 are allowed", FileNameRules.Linux.Fault(s_bytes));
        Assert.Equal("has 256 letters, and 255 are allowed", FileNameRules.Windows.Fault(s_tooLong));
        Assert.Equal("has 258 bytes, and 255 are allowed", FileNameRules.All.Fault(s_bytes));
        Assert.Equal("holds a slash or NUL", FileNameRules.Mac.Fault("a/b"));
        Assert.Equal((258, 86), (FileNameRules.Mac.LengthOf(s_bytes), FileNameRules.Windows.LengthOf(s_bytes)));
    }

    [Fact]
    public void A_name_that_just_fits_is_not_cut()
    {
        Assert.Equal(s_long, FileNameRules.All.Fit(s_long[..251], "nnnn"));
        Assert.Equal(s_long[..251] + ".png", FileNameRules.All.Fit(s_long[..252], ".png"));
    }

    [Theory]
    [InlineData("C:", true)]
    [InlineData("C", false)]
    [InlineData("ab:", false)]
    [InlineData("", false)]
    public void A_drive_is_a_letter_and_a_colon(string path, bool leadsOut) =>
        Assert.Equal(leadsOut, FileNameRules.Windows.LeadsOut(path));
}
