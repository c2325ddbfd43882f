using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed class PngOrientationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<byte, bool> Ways =>
        new(from way in Enumerable.Range(1, 8) from late in new[] { false, true } select ((byte)way, late));

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_PNG_is_turned_as_its_EXIF_says_wherever_the_chunk_stands(byte way, bool late)
    {
        // The corner that is red as stored, and where orientation 1 to 8 puts it (TIFF 6.0, tag 274): left or right,
        // top or bottom.
        byte[] stored = PictureBytes.Encode(32, 16, (x, y) => x < 8 && y < 8 ? SKColors.Red : SKColors.White);
        byte[] turned = Turned(stored, way, late);
        (bool right, bool bottom) = way switch
        {
            1 or 5 => (false, false),
            2 or 6 => (true, false),
            3 or 7 => (true, true),
            _ => (false, true),
        };
        (int width, int height) = way >= 5 ? (16, 32) : (32, 16);
        string path = _folder.In("a.png");
        File.WriteAllBytes(path, turned);

        RgbImage image = ImageFile.Read(path);
        Assert.Equal((width, height), (image.Width, image.Height));
        int at = ((bottom ? height - 1 : 0) * width + (right ? width - 1 : 0)) * 3;
        Assert.Equal((255, 0), (image.Pixels[at], image.Pixels[at + 1]));
        Assert.Equal((width, height), ImageFile.Probe(path));
        Assert.Equal(
            (width, height, way != 1),
            (ImageFacts.Of(path).Width, ImageFacts.Of(path).Height, ImageFacts.Of(path).Turned)
        );
        MaskImage mask = MaskFile.Read(path);
        Assert.Equal((width, height), (mask.Width, mask.Height));

        File.WriteAllText(_folder.In("a.txt"), "a red corner");
        Example example = Assert.Single(PictureFolder.Read(_folder.Path, 16, 4, 1));
        Assert.Equal((16, 16), (example.Image.Width, example.Image.Height));
        Assert.Equal(ImageScaling.Cover(image, 16, 16).Pixels, example.Image.Pixels);
    }

    [Fact]
    public void What_is_no_orientation_turns_nothing()
    {
        byte[] stored = PictureBytes.Encode(32, 16, (_, _) => SKColors.White);
        foreach (
            byte[] exif in new byte[][]
            {
                [],
                [1, 2, 3],
                [.. "MM\0*"u8, 0xff, 0xff, 0xff, 0xff],
                [.. "MM\0*\0\0\0\u0008"u8, 0xff, 0xff],
                Tiff(0),
                Tiff(9),
                [.. "II*\0\u0008\0\0\0"u8, 1, 0, 0x12, 1, 3, 0, 9, 0, 0, 0, 6, 0, 0, 0],
            }
        )
            Assert.Equal(
                (32, 16),
                (
                    ImageFile.Decode(With(stored, exif, late: false)).Width,
                    ImageFile.Decode(With(stored, exif, late: true)).Height
                )
            );
        byte[] little = [.. "II*\0\u0008\0\0\0"u8, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(16, ImageFile.Decode(With(stored, little, late: false)).Width);
    }

    private static byte[] Turned(byte[] png, byte way, bool late) => With(png, Tiff(way), late);

    private static byte[] Tiff(byte way) =>
        [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0];

    private static byte[] With(byte[] png, byte[] exif, bool late)
    {
        using MemoryStream chunk = new();
        PngChunks.Write(chunk, "eXIf", exif);
        int at = late ? png.Length - 12 : 33; // before IEND, or behind IHDR
        return [.. png.AsSpan(0, at), .. chunk.ToArray(), .. png.AsSpan(at)];
    }
}
