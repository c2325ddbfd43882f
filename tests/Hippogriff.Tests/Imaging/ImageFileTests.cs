using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed partial class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Four quarters: red, green above blue, white; wider than high.</summary>
    private static SKBitmap Quarters(int width = 48, int height = 32)
    {
        SKBitmap bitmap = new(
            new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb())
        );
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            bitmap.SetPixel(
                x,
                y,
                (x < width / 2, y < height / 2) switch
                {
                    (true, true) => new(255, 0, 0),
                    (false, true) => new(0, 255, 0),
                    (true, false) => new(0, 0, 255),
                    _ => new(255, 255, 255),
                }
            );
        return bitmap;
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using SKData data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    private static string Corners(RgbImage image)
    {
        char At(int x, int y)
        {
            ReadOnlySpan<byte> p = image.Pixels.AsSpan((y * image.Width + x) * 3, 3);
            return (p[0] > 128, p[1] > 128, p[2] > 128) switch
            {
                (true, false, false) => 'R',
                (false, true, false) => 'G',
                (false, false, true) => 'B',
                (true, true, true) => 'W',
                _ => '?',
            };
        }
        return string.Concat(
            At(3, 3),
            At(image.Width - 4, 3),
            At(3, image.Height - 4),
            At(image.Width - 4, image.Height - 4)
        );
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void The_usual_formats_are_read(SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = Quarters();
        RgbImage image = ImageFile.Read(_folder.Write("x", Encoded(bitmap, format)));
        Assert.Equal((48, 32), (image.Width, image.Height));
        Assert.Equal("RGBW", Corners(image));
    }

    [Fact]
    public void BMP_and_GIF_are_read_byte_by_byte()
    {
        byte[] bmp =
        [
            (byte)'B',
            (byte)'M',
            62,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            54,
            0,
            0,
            0,
            40,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            2,
            0,
            0,
            0,
            1,
            0,
            24,
            0,
            0,
            0,
            0,
            0,
            8,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            30,
            20,
            10,
            0,
            255,
            0,
            0,
            0, // rows from below, blue first
        ];
        RgbImage image = ImageFile.Decode(bmp);
        Assert.Equal([0, 0, 255, 10, 20, 30], image.Pixels);
        byte[] gif = Convert.FromBase64String("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="); // one red pixel
        Assert.Equal([255, 0, 0], ImageFile.Decode(gif).Pixels);
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void A_photograph_is_turned_as_its_EXIF_says(byte orientation, string corners)
    {
        using SKBitmap bitmap = Quarters();
        byte[] jpeg = Encoded(bitmap, SKEncodedImageFormat.Jpeg);
        byte[] exif =
        [
            0xff,
            0xe1,
            0,
            34,
            .. "Exif\0\0MM\0*"u8,
            0,
            0,
            0,
            8, // big-endian TIFF, first directory at 8
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0, // one entry: tag 274, short
        ];
        RgbImage image = ImageFile.Decode([.. jpeg[..2], .. exif, .. jpeg[2..]]);
        Assert.Equal(orientation < 5 ? (48, 32) : (32, 48), (image.Width, image.Height));
        Assert.Equal(corners, Corners(image));
    }

    [Fact]
    public void Transparent_places_are_white()
    {
        using SKBitmap bitmap = new(
            new SKImageInfo(3, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul, SKColorSpace.CreateSrgb())
        );
        bitmap.SetPixel(0, 0, new SKColor(200, 100, 0, 0));
        bitmap.SetPixel(1, 0, new SKColor(200, 100, 0, 51));
        bitmap.SetPixel(2, 0, new SKColor(200, 100, 0, 255));
        Assert.Equal(
            [255, 255, 255, 244, 224, 204, 200, 100, 0],
            ImageFile.Decode(Encoded(bitmap, SKEncodedImageFormat.Png)).Pixels
        );
    }

    [Fact]
    public void Sixteen_bits_become_eight() =>
        Assert.Equal([255, 128, 0], ImageFile.Decode(PictureBytes.Png16(8, 0xFFFF, 0x8080, 0x0000)).Pixels[..3]);

    [Fact]
    public void Of_an_animation_the_first_frame_is_read() =>
        Assert.Equal([255, 0, 0], ImageFile.Decode(PictureBytes.RedThenBlueGif()).Pixels[..3]);

    [Fact]
    public void A_JPEG_that_is_to_be_small_is_unpacked_small()
    {
        using SKBitmap bitmap = Quarters(640, 480);
        byte[] jpeg = Encoded(bitmap, SKEncodedImageFormat.Jpeg);
        RgbImage small = ImageFile.Decode(jpeg, enough: 32);
        Assert.InRange(small.Height, 64, 240);
        Assert.Equal(4.0 / 3, (double)small.Width / small.Height, 0.02);
        Assert.Equal("RGBW", Corners(small));
        Assert.Equal(480, ImageFile.Decode(jpeg, enough: 480).Height);
        Assert.Equal(480, ImageFile.Decode(Encoded(bitmap, SKEncodedImageFormat.Png), enough: 32).Height);
    }
}
