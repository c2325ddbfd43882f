using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.Imaging;

public class Base64PictureTests
{
    [Theory]
    [InlineData("AQID")]
    [InlineData("data:image/png;base64,AQID")]
    [InlineData("DATA:;base64,AQID")]
    [InlineData(" AQ\r\nID ")]
    public void Base64_and_data_uris_are_read(string text) => Assert.Equal([1, 2, 3], Base64Picture.Bytes(text)!);

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    public void Whatever_was_written_comes_back(byte[] bytes) =>
        Assert.Equal(bytes, Base64Picture.Bytes(Convert.ToBase64String(bytes))!);

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("AQI*")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:,")]
    [InlineData("http://127.0.0.1/a.png")]
    public void What_is_neither_is_none(string text) => Assert.Null(Base64Picture.Bytes(text));
}
