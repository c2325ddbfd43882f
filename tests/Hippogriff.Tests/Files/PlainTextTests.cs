using System.Text;
using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

/// <summary>What bytes become as a text: UTF-8 where they can be, then what words of a language make likely.</summary>
public class PlainTextTests
{
    private static PlainText Decode(params byte[] bytes) => PlainText.Decode(bytes, "a.txt");

    /// <summary>Each letter up to U+00FF as one byte.</summary>
    private static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);

    private static void Refused(byte[] bytes)
    {
        HippogriffException refused = Assert.Throws<HippogriffException>(() => PlainText.Decode(bytes, "a.txt"));
        Assert.Equal(FaultKind.DamagedFile, refused.Kind);
        Assert.Contains("'a.txt'", refused.Message);
    }

    public static TheoryData<byte[], string> Marked =>
        new()
        {
            { [0xEF, 0xBB, 0xBF, (byte)'a'], "a" },
            { [0xEF, 0xBB, 0xBF], "" },
            { [0xFF, 0xFE, (byte)'a', 0, 0x2B, 0x73], "a猫" },
            { [0xFE, 0xFF, 0, (byte)'a', 0x73, 0x2B], "a猫" },
            { [0xFF, 0xFE], "" },
            { [0xFE, 0xFF], "" },
            { [0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0, 0x2B, 0x73, 0, 0], "a猫" },
            { [0xFF, 0xFE, 0, 0], "" },
            { [], "" },
            { [0xC3, 0xA9], "é" },
        };

    [Theory]
    [MemberData(nameof(Marked))]
    public void Unicode_is_read_with_any_mark_and_the_mark_is_no_part_of_the_text(byte[] bytes, string text) =>
        Assert.Equal(new PlainText(text, IsWindows1252: false), Decode(bytes));

    [Theory]
    [InlineData("caf\u00e9", "café")]
    [InlineData("\u00e9", "é")] // one accent alone
    [InlineData("\u00e9t\u00e9s ou", "étés ou")] // two accents with five letters
    [InlineData("ab\u00e9\u00e9cd", "abéécd")] // two in a row
    [InlineData("abcd\u00e9\u00e9 \u00e9\u00e9 efgh", "abcdéé éé efgh")] // a blank ends the row
    [InlineData("abcd\u00c1\u00a9", "abcdÁ©")] // no UTF-8 pair begins with C1 or E0
    [InlineData("abcd\u00e0\u00a9", "abcdà©")]
    [InlineData("abcd\u00c3\u00c0", "abcdÃÀ")] // and none ends with C0
    [InlineData("a\u0080b", "a€b")]
    [InlineData("\u00e9\t\r\n", "é\t\r\n")]
    public void Other_bytes_that_make_words_are_Windows_1252(string latin, string text) =>
        Assert.Equal(new PlainText(text, IsWindows1252: true), Decode(Bytes(latin)));

    [Theory]
    [InlineData("abcdefgh\u00e9\u00e9\u00e9")] // three in a row: another alphabet
    [InlineData("\u00e9t\u00e9")] // two accents, and one letter
    [InlineData("\u00e9abc\u00e9")] // half of three letters is one
    [InlineData("abcdef\u00e9 \u00c3\u00a9")] // damaged UTF-8
    [InlineData("abcdef\u00e9 \u00c2\u0080")]
    [InlineData("abcdef\u00e9 \u00df\u00bf")]
    [InlineData("abcdef\u00e9\u0001")]
    [InlineData("abcdef\u00e9\u001f")]
    [InlineData("abcdef\u00e9\u007f")]
    [InlineData("abcdef\u0081")]
    [InlineData("abcdef\u008d")]
    [InlineData("abcdef\u008f")]
    [InlineData("abcdef\u0090")]
    [InlineData("abcdef\u009d")]
    [InlineData("\u00ef\u00bb\u00bfabcdefgh\u00e9")] // the mark of UTF-8 before what is none
    public void Bytes_that_make_no_words_are_refused(string latin) => Refused(Bytes(latin));

    [Theory]
    [InlineData("a猫", true)] // half of the pairs have a zero
    [InlineData("a猫猫", false)]
    [InlineData("a b猫猫猫", true)]
    public void UTF_16_without_a_mark_is_known_by_half_of_its_letters(string text, bool known)
    {
        foreach (Encoding order in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (known)
                Assert.Equal(new PlainText(text, IsWindows1252: false), Decode(order.GetBytes(text)));
            else
                Refused(order.GetBytes(text));
        }
    }

    [Fact]
    public void Half_a_letter_of_UTF_16_is_no_text() => Refused([(byte)'a', 0, (byte)'b', 0, (byte)'c']);

    [Theory]
    [InlineData("a\r\nb\rc\nd", new[] { "a", "b", "c", "d" })]
    [InlineData("a\n\nb\n", new[] { "a", "", "b" })]
    [InlineData("a\r\n\r\n\n", new[] { "a" })]
    [InlineData("\n", new string[0])]
    [InlineData("", new string[0])]
    public void Lines_end_as_on_any_system_and_empty_ones_at_the_end_are_none(string text, string[] lines) =>
        Assert.Equal(lines, new PlainText(text, false).Lines);
}
