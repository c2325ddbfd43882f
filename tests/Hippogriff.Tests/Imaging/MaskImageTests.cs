using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed class MaskImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_grey_comes_back_as_itself_and_colours_as_their_luma()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal(all, MaskImage.FromBrightness(new MaskImage(16, 16, all).ToImage()).Values);
        Assert.Equal(
            [76, 150, 29],
            MaskImage.FromBrightness(new RgbImage(3, 1, [255, 0, 0, 0, 255, 0, 0, 0, 255])).Values
        ); // 0.299, 0.587, 0.114
        Assert.Equal([255, 155, 0], new MaskImage(3, 1, [0, 100, 255]).Inverted().Values);
    }

    [Fact]
    public void A_blurred_edge_is_the_normal_distribution_and_ends_where_it_is_cut()
    {
        byte[] values = new byte[41 * 3];
        for (int y = 0; y < 3; y++)
            values.AsSpan(y * 41 + 20, 21).Fill(255);
        MaskImage blurred = new MaskImage(41, 3, values).Blurred(4);
        for (int x = 0; x < 41; x++)
        {
            double share = Normal((x - 19.5) / 4),
                shown = blurred.Values[41 + x] / 255.0;
            Assert.Equal(share, shown, 0.01);
        }
        Assert.True(blurred.Values[9] == 0 && blurred.Values[12] > 0); // 2.5 deviations are 10 pixels
        Assert.Equal(blurred.Values[..41], blurred.Values[82..]); // the border reflects nothing
        Assert.Equal(values, new MaskImage(41, 3, values).Blurred(0).Values);

        static double Normal(double z) // Abramowitz and Stegun 26.2.17
        {
            double t = 1 / (1 + 0.2316419 * Math.Abs(z)),
                tail =
                    Math.Exp(-z * z / 2)
                    / Math.Sqrt(2 * Math.PI)
                    * t
                    * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
            return z > 0 ? 1 - tail : tail;
        }
    }

    [Fact]
    public void Proportions_are_compared_up_to_a_pixel()
    {
        Assert.Equal((64, 48), Size(new MaskImage(100, 75, new byte[7500]).FittedTo(64, 48)));
        Assert.Equal((64, 48), Size(new MaskImage(33, 25, new byte[825]).FittedTo(64, 48)));
        Assert.Throws<HippogriffException>(() => new MaskImage(100, 80, new byte[8000]).FittedTo(64, 48));
        Assert.Throws<HippogriffException>(() => new MaskImage(48, 64, new byte[48 * 64]).FittedTo(64, 48));

        static (int, int) Size(MaskImage mask) => (mask.Width, mask.Height);
    }

    [Fact]
    public void White_paints_or_in_a_file_with_transparent_places_what_is_opaque()
    {
        Assert.Equal([0, 100, 255], Read(MaskMeaning.White, new(0, 0, 0), new(100, 100, 100), new(255, 255, 255)));
        Assert.Equal(
            [255, 128, 0],
            Read(MaskMeaning.White, new(0, 0, 0, 255), new(0, 0, 0, 128), new(255, 255, 255, 0))
        );
    }

    [Fact]
    public void Holes_paint_where_holes_are_meant()
    {
        Assert.Equal(
            [0, 127, 255],
            Read(MaskMeaning.Transparent, new(200, 10, 10, 255), new(0, 0, 0, 128), new(255, 255, 255, 0))
        );
        string said = Assert
            .Throws<HippogriffException>(() =>
                Read(MaskMeaning.Transparent, new(0, 0, 0), new(255, 255, 255), new(1, 2, 3))
            )
            .Message;
        Said.InOrder("nowhere transparent ... repaint", said);
    }

    [Fact]
    public void A_mask_is_read_as_carefully_as_a_picture()
    {
        PngFile.Write(_folder.In("mask.png"), new MaskImage(2, 1, [0, 255]).ToImage());
        Assert.Equal([0, 255], MaskFile.Read(_folder.In("mask.png")).Values);
        Assert.Contains(
            "There is no file",
            Assert.Throws<HippogriffException>(() => MaskFile.Read(_folder.In("none.png"))).Message
        );
        Assert.Contains(
            "not a picture",
            Assert.Throws<HippogriffException>(() => MaskFile.Decode("hello"u8.ToArray())).Message
        );
        Assert.Contains(
            "60000x60000",
            Assert.Throws<HippogriffException>(() => MaskFile.Decode(PictureBytes.PngClaiming(60000, 60000))).Message
        );
    }

    private static byte[] Read(MaskMeaning meaning, params SKColor[] colours)
    {
        using SKBitmap bitmap = new(new SKImageInfo(colours.Length, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int x = 0; x < colours.Length; x++)
            bitmap.SetPixel(x, 0, colours[x]);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return MaskFile.Decode(data.ToArray(), meaning, "the upload").Values;
    }
}
