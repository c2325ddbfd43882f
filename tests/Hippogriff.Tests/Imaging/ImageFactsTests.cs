using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed class ImageFactsTests
{
    private static readonly byte[] s_jpeg = PictureBytes.Encode(
        12,
        8,
        (_, _) => SKColors.Teal,
        SKEncodedImageFormat.Jpeg
    );

    [Fact]
    public void A_plain_picture_has_nothing_that_would_be_remarked()
    {
        ImageFacts facts = ImageFacts.Of(s_jpeg, "it");
        Assert.Equal(new ImageFacts(12, 8, "JPEG", 8, 1, false, false, false, false), facts);
    }

    [Fact]
    public void Sixteen_bits_are_seen_and_read_as_eight()
    {
        byte[] png = PictureBytes.Png16(4, 0x8000, 0xFFFF, 0x0100);
        Assert.Equal(16, ImageFacts.Of(png, "it").Bits);
        byte[] pixel = ImageFile.Decode(png).Pixels;
        Assert.InRange(pixel[0], 0x7F, 0x80);
        Assert.Equal((0xFF, 1), (pixel[1], pixel[2]));
    }

    [Fact]
    public void An_animation_is_seen_and_its_first_picture_read()
    {
        byte[] gif = PictureBytes.RedThenBlueGif();
        Assert.Equal(("GIF", 2), (ImageFacts.Of(gif, "it").Format, ImageFacts.Of(gif, "it").Frames));
        Assert.Equal([255, 0, 0], ImageFile.Decode(gif).Pixels.Take(3));
        FilmFrame[] film =
        [
            .. new byte[] { 200, 50 }.Select(grey => new FilmFrame(
                new RgbImage(4, 4, [.. Enumerable.Repeat(grey, 48)]),
                TimeSpan.FromSeconds(0.1)
            )),
        ];
        byte[] webp = AnimatedPicture.Webp(film);
        Assert.Equal(("WebP", 2), (ImageFacts.Of(webp, "it").Format, ImageFacts.Of(webp, "it").Frames));
        Assert.All(ImageFile.Decode(webp).Pixels, value => Assert.Equal(200, value));
    }

    [Fact]
    public void A_turn_of_the_camera_is_seen_and_done()
    {
        ImageFacts facts = ImageFacts.Of(PictureBytes.WithOrientation(s_jpeg, 6), "it");
        Assert.Equal((8, 12, true), (facts.Width, facts.Height, facts.Turned));
    }

    [Fact]
    public void Transparency_is_seen()
    {
        Assert.True(ImageFacts.Of(PictureBytes.Plain(new SKColor(255, 0, 0, 128)), "it").Transparent);
        Assert.False(ImageFacts.Of(PictureBytes.Png16(4, 1, 2, 3), "it").Transparent);
    }

    [Fact]
    public void Colours_of_printers_are_seen_and_read()
    {
        byte[] jpeg = CmykCyan();
        Assert.True(ImageFacts.Of(jpeg, "it").Cmyk);
        byte[] pixel = [.. ImageFile.Decode(jpeg).Pixels.Take(3)];
        // cyan ink on white paper
        Assert.True(pixel[0] < 60 && pixel[1] > 120 && pixel[2] > 180, string.Join(' ', pixel));
    }

    [Fact]
    public void What_is_no_picture_is_refused() =>
        Said.Refusing(FaultKind.DamagedFile, "not a picture ... PNG", () => ImageFacts.Of("words"u8.ToArray(), "it"));

    /// <summary>
    /// 8x8 pixels of full cyan, bit by bit: baseline JPEG (ITU T.81) with four components and Adobe's marker, by which
    /// ink is stored inverted. All quantisers are 1, so each block is its constant term, 8 * (value - 128): category
    /// 10, code "10"; code "0" ends the block.
    /// </summary>
    private static byte[] CmykCyan()
    {
        string bits = string.Concat(
            new[] { 1, 255, 255, 255 }.Select(value =>
            {
                int constant = 8 * (value - 128);
                return "10" + Convert.ToString(constant < 0 ? constant + 1023 : constant, 2).PadLeft(10, '0') + "0";
            })
        );
        byte[] scan =
        [
            .. bits.PadRight((bits.Length + 7) / 8 * 8, '1')
                .Chunk(8)
                .Select(b => Convert.ToByte(new string(b), 2))
                .SelectMany(b => b == 0xFF ? new byte[] { 0xFF, 0 } : [b]),
        ];
        return
        [
            0xFF,
            0xD8,
            0xFF,
            0xEE,
            0,
            14,
            .. "Adobe"u8,
            0,
            100,
            0,
            0,
            0,
            0,
            0, // transform 0: CMYK
            0xFF,
            0xDB,
            0,
            67,
            0,
            .. Enumerable.Repeat((byte)1, 64),
            0xFF,
            0xC0,
            0,
            20,
            8,
            0,
            8,
            0,
            8,
            4,
            1,
            0x11,
            0,
            2,
            0x11,
            0,
            3,
            0x11,
            0,
            4,
            0x11,
            0,
            0xFF,
            0xC4,
            0,
            21,
            0x00,
            1,
            1,
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
            10, // "0": category 0, "10": category 10
            0xFF,
            0xC4,
            0,
            20,
            0x10,
            1,
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
            0, // "0": end of block
            0xFF,
            0xDA,
            0,
            14,
            4,
            1,
            0,
            2,
            0,
            3,
            0,
            4,
            0,
            0,
            63,
            0,
            .. scan,
            0xFF,
            0xD9,
        ];
    }
}
