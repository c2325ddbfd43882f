using System.Text;
using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

public class UnmarkedTextTests
{
    [Theory]
    [InlineData("a red cat on a table")]
    [InlineData("a caf\u00e9 in Z\u00fcrich\r\n")]
    [InlineData("a \u732b on a table")]
    public void UTF_16_without_a_mark_is_read_in_both_orders(string text)
    {
        Assert.Equal(text, PlainText.Decode(Encoding.Unicode.GetBytes(text), "a.txt").Text);
        Assert.Equal(text, PlainText.Decode(Encoding.BigEndianUnicode.GetBytes(text), "a.txt").Text);
    }

    [Theory]
    [InlineData("a cat\0 on a table")] // zero bytes here and there
    [InlineData("a cat\0")]
    [InlineData("\0\0\0\0")]
    public void Other_zero_bytes_make_no_text(string text) =>
        Assert.Contains(
            "a.txt",
            Assert.Throws<HippogriffException>(() => PlainText.Decode(Encoding.UTF8.GetBytes(text), "a.txt")).Message
        );

    [Fact]
    public void UTF_16_with_half_a_pair_is_no_text() =>
        Assert.Throws<HippogriffException>(() =>
            PlainText.Decode([(byte)'a', 0, (byte)' ', 0, 0x00, 0xd8, (byte)'b', 0], "a.txt")
        );
}
