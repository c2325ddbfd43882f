using Hippogriff.Training.Data;
using SkiaSharp;

namespace Hippogriff.Tests.Data;

public sealed class PictureReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private byte[] Read(string name, byte[] content, int size) => PictureReader.Read(_folder.Write(name, content), size).Pixels;

    [Fact]
    public void What_shines_through_lies_on_white()
    {
        var pixels = Read("a.png", PictureBytes.Plain(new SKColor(255, 0, 0, 128)), 4);
        Assert.InRange(pixels[0], 254, 255);
        Assert.InRange(pixels[1], 126, 129);
        Assert.All(Read("b.png", PictureBytes.Plain(SKColors.Transparent), 4), b => Assert.Equal(255, b));
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        var pixels = Read("a.png", PictureBytes.Png16(8, 0xFFFF, 0x8080, 0x0000), 4);
        Assert.Equal([255, 128, 0], pixels[..3]);
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_read()
    {
        var pixels = Read("a.gif", PictureBytes.RedThenBlueGif(), 2);
        Assert.Equal([255, 0, 0], pixels[..3]);
    }

    [Fact]
    public void The_square_in_the_middle_is_cut_out()
    {
        // Red, green, blue thirds side by side: only the green one is in the middle square.
        var pixels = Read("a.png", PictureBytes.Encode(48, 16, (x, _) => x < 16 ? SKColors.Red : x < 32 ? new SKColor(0, 255, 0) : SKColors.Blue), 16);
        for (var i = 0; i < pixels.Length; i += 3)
            Assert.Equal([0, 255, 0], pixels[i..(i + 3)]);
    }

    [Fact]
    public void A_large_picture_is_reduced_to_its_means()
    {
        // A checkerboard of single black and white pixels is grey from afar.
        var pixels = Read("a.png", PictureBytes.Encode(256, 256, (x, y) => (x + y) % 2 == 0 ? SKColors.Black : SKColors.White), 16);
        Assert.All(pixels, b => Assert.InRange(b, 126, 129));
    }

    // The upper left quarter of the stored picture is red; EXIF says where it belongs: corner (x, y).
    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(6, 1, 0)]
    [InlineData(8, 0, 1)]
    public void A_photograph_is_turned_as_its_camera_says(byte orientation, int x, int y)
    {
        var jpeg = PictureBytes.Encode(32, 32, (u, v) => u < 16 && v < 16 ? SKColors.Red : SKColors.White, SKEncodedImageFormat.Jpeg);
        var pixels = Read("a.jpg", PictureBytes.WithOrientation(jpeg, orientation), 16);
        for (var corner = 0; corner < 4; corner++)
        {
            var (cx, cy) = (corner % 2, corner / 2);
            var green = pixels[((2 + cy * 11) * 16 + 2 + cx * 11) * 3 + 1];
            Assert.True((cx, cy) == (x, y) ? green < 60 : green > 200, $"corner {cx},{cy} has green {green}");
        }
    }

    // 5 and 7 mirror about a diagonal and leave two corners where they are: two colours tell them apart.
    [Theory]
    [InlineData(5, 0, 1)]
    [InlineData(7, 1, 0)]
    public void A_photograph_is_mirrored_about_its_diagonals(byte orientation, int x, int y)
    {
        var jpeg = PictureBytes.Encode(32, 32, (u, v) => u >= 16 && v < 16 ? SKColors.Red : SKColors.White, SKEncodedImageFormat.Jpeg);
        var pixels = Read("a.jpg", PictureBytes.WithOrientation(jpeg, orientation), 16);
        // Transposed (5) the upper right quarter comes to the lower left; about the other diagonal (7) it stays.
        Assert.True(pixels[((2 + y * 11) * 16 + 2 + x * 11) * 3 + 1] < 60);
    }

    [Fact]
    public void A_picture_that_claims_a_huge_size_is_refused_unread()
    {
        var error = Assert.Throws<HippogriffException>(() => Read("bomb.png", PictureBytes.PngClaiming(60000, 60000), 16));
        Assert.Contains("60000x60000", error.Message);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void A_picture_cut_short_is_refused_by_name(SKEncodedImageFormat format)
    {
        var whole = PictureBytes.Encode(64, 64, (x, y) => new SKColor((byte)(x * 4), (byte)(y * 4), (byte)(x * y)), format);
        var error = Assert.Throws<HippogriffException>(() => Read("short.png", whole[..(whole.Length / 2)], 16));
        Assert.Contains("short.png", error.Message);
    }

    [Fact]
    public void What_is_no_picture_is_refused_by_name()
    {
        Assert.Contains("text.png", Assert.Throws<HippogriffException>(() => Read("text.png", "no picture"u8.ToArray(), 16)).Message);
        Assert.Contains("empty.png", Assert.Throws<HippogriffException>(() => Read("empty.png", [], 16)).Message);
        Assert.Contains("does not exist", Assert.Throws<HippogriffException>(() => PictureReader.Read(_folder.In("none.png"), 16)).Message);
    }
}
