using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed partial class ImageFileTests
{
    [Fact]
    public void A_header_is_enough_to_know_a_picture_by()
    {
        using SKBitmap bitmap = Quarters();
        byte[] png = Encoded(bitmap, SKEncodedImageFormat.Png);
        Assert.Equal(ImageFile.SizeOf(png), ImageFile.Probe(_folder.Write("whole.png", png)));
        ImageFile.Probe(_folder.Write("cut.png", png[..^30]));
        Assert.Contains(
            "not a picture",
            Assert.Throws<HippogriffException>(() => ImageFile.Probe(_folder.Write("text.png", "no picture"))).Message
        );
        Assert.Contains(
            "60000x60000",
            Assert
                .Throws<HippogriffException>(() =>
                    ImageFile.Probe(_folder.Write("bomb.png", PictureBytes.PngClaiming(60000, 60000)))
                )
                .Message
        );
        Assert.Contains(
            "There is no file",
            Assert.Throws<HippogriffException>(() => ImageFile.Probe(_folder.In("none.png"))).Message
        );
    }

    [Fact]
    public void A_picture_of_too_many_pixels_is_refused_before_it_is_decoded()
    {
        byte[] png = PngFile.Encode(new RgbImage(1, 1, new byte[3]));
        byte[] header = [.. png[16..29]];
        (header[1], header[5]) = (1, 1); // 65,537 x 65,537
        using MemoryStream huge = new();
        huge.Write(png.AsSpan(0, 8));
        PngChunks.Write(huge, "IHDR", header);
        huge.Write(png.AsSpan(33));
        long before = GC.GetTotalAllocatedBytes();
        Said.Refusing(
            FaultKind.InvalidRequest,
            "65537x65537 pixels ... 64 megapixels",
            () => ImageFile.Decode(huge.ToArray(), "the upload")
        );
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Cut_pictures_are_refused_in_a_sentence(SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = Quarters();
        byte[] bytes = Encoded(bitmap, format);
        foreach (int length in new[] { 0, 1, 8, 20, bytes.Length / 2, bytes.Length * 3 / 4 })
            Assert.EndsWith(
                ".",
                Assert.Throws<HippogriffException>(() => ImageFile.Read(_folder.Write("cut", bytes[..length]))).Message
            );
    }

    [Fact]
    public void What_is_no_picture_is_refused_with_the_formats_that_are()
    {
        Assert.Contains(
            "allowed are PNG, JPEG, WebP, GIF, BMP",
            Assert
                .Throws<HippogriffException>(() => ImageFile.Read(_folder.Write("x.png", "hello"u8.ToArray())))
                .Message
        );
        Assert.Contains(
            "There is no file",
            Assert.Throws<HippogriffException>(() => ImageFile.Read(_folder.In("none.png"))).Message
        );
        Assert.Contains("is a folder", Assert.Throws<HippogriffException>(() => ImageFile.Read(_folder.Path)).Message);
        Assert.Throws<HippogriffException>(() => ImageFile.Read(""));
    }
}
