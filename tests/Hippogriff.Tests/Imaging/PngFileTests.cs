using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

public sealed class PngFileTests : IDisposable
{
    private static readonly GenerationSettings Settings = new()
    {
        Prompt = "a cat",
        NegativePrompt = "",
        Seed = 7,
        Steps = 20,
        Sampler = "euler",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 64,
        Height = 64,
        Model = "first",
        ModelHash = "0123456789",
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static RgbImage Noise(int width, int height, int seed = 1)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    internal static RgbImage Ramp(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(
                i % 3 == 0 ? i / 3 % width * 255 / width
                : i % 3 == 1 ? i / 3 / width * 255 / height
                : 90
            );
        return new RgbImage(width, height, pixels);
    }

    private static byte[] WithChunk(string type, params byte[] data)
    {
        byte[] png = PngFile.Encode(Ramp(2, 2));
        using MemoryStream stream = new();
        stream.Write(png.AsSpan(0, 33));
        PngChunks.Write(stream, type, data);
        stream.Write(png.AsSpan(33));
        return stream.ToArray();
    }

    private static byte[] Packed(byte[] text)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal))
            zlib.Write(text);
        return packed.ToArray();
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(64, 64, false)]
    [InlineData(64, 64, true)]
    [InlineData(33, 7, false)]
    [InlineData(33, 7, true)]
    public void Another_decoder_sees_the_same_pixels(int width, int height, bool quick)
    {
        foreach (RgbImage image in new[] { Noise(width, height), Ramp(width, height) })
        {
            using SKBitmap decoded = SKBitmap.Decode(PngFile.Encode(image, quick: quick));
            Assert.Equal((width, height), (decoded.Width, decoded.Height));
            for (int i = 0; i < width * height; i++)
            {
                SKColor p = decoded.GetPixel(i % width, i / width);
                Assert.Equal(
                    (image.Pixels[i * 3], image.Pixels[i * 3 + 1], image.Pixels[i * 3 + 2]),
                    (p.Red, p.Green, p.Blue)
                );
            }
        }
    }

    [Fact]
    public void Filters_make_smooth_pictures_small() =>
        Assert.InRange(PngFile.Encode(Ramp(256, 256)).Length, 100, 256 * 256 * 3 / 20);

    [Fact]
    public void The_same_picture_and_settings_give_the_same_bytes() =>
        Assert.Equal(
            ImageEncoding.Encode(Noise(16, 16), ImageFormat.Png, Settings),
            ImageEncoding.Encode(Noise(16, 16), ImageFormat.Png, Settings)
        );

    [Fact]
    public void A_generated_picture_says_how_it_was_drawn_and_that_a_network_drew_it()
    {
        ImageEncoding.Write(_folder.In("out/x.png"), Ramp(8, 8), Settings);
        Assert.Equal(Settings, ImageMetadata.Read(_folder.In("out/x.png")).Infotext!.Settings);
        IReadOnlyDictionary<string, string> texts = PngFile.ReadTexts(_folder.In("out/x.png"));
        XNamespace iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
        string xml = string.Concat(texts["XML:com.adobe.xmp"].Split("?>")[1..^1]) is { Length: > 0 } body
            ? body[..body.LastIndexOf('<')]
            : "";
        Assert.Equal(
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            XElement.Parse(xml).Descendants(iptc + "DigitalSourceType").Single().Value
        );
        Assert.Single(Directory.GetFileSystemEntries(_folder.In("out")));
    }

    [Fact]
    public void Only_generated_pictures_are_marked_so()
    {
        Assert.Empty(PngFile.ReadTexts(PngFile.Encode(Ramp(2, 2))));
        Assert.Equal(["XML:com.adobe.xmp"], PngFile.ReadTexts(PngFile.Encode(Ramp(2, 2), generated: true)).Keys);
    }

    [Theory]
    [InlineData("plain", "tEXt")]
    [InlineData("Grüße, ça va\nzwei Zeilen", "tEXt")]
    [InlineData("猫 and a 🦛", "iTXt")]
    public void Latin_text_goes_into_tEXt_and_all_other_into_iTXt(string text, string chunk)
    {
        byte[] png = PngFile.Encode(Ramp(2, 2), texts: new Dictionary<string, string> { ["parameters"] = text });
        Assert.Equal(text, PngFile.ReadTexts(png)["parameters"]);
        Assert.Contains(chunk, PngChunks.List(png, "x").Select(c => c.Type));
        int at = png.AsSpan().IndexOf("parameters\0"u8);
        Assert.Equal(chunk, Encoding.ASCII.GetString(png, at - 4, 4));
        if (chunk == "tEXt")
            Assert.Equal(Encoding.Latin1.GetBytes(text), png[(at + 11)..(at + 11 + text.Length)]);
        else
            Assert.Equal(
                [0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)],
                png[(at + 11)..(at + 15 + Encoding.UTF8.GetByteCount(text))]
            );
    }

    [Fact]
    public void Compressed_texts_of_other_programs_are_read()
    {
        Assert.Equal("é", PngFile.ReadTexts(WithChunk("zTXt", [.. "k\0\0"u8, .. Packed([0xe9])]))["k"]);
        Assert.Equal(
            "é猫",
            PngFile.ReadTexts(
                WithChunk("iTXt", [.. "k\0"u8, 1, 0, .. "en\0key\0"u8, .. Packed(Encoding.UTF8.GetBytes("é猫"))])
            )["k"]
        );
    }

    [Fact]
    public void Odd_texts_are_passed_over()
    {
        // 50 MB out of 50 kB
        Assert.Empty(PngFile.ReadTexts(WithChunk("zTXt", [.. "k\0\0"u8, .. Packed(new byte[50 << 20])])));
        Assert.Empty(PngFile.ReadTexts(WithChunk("zTXt", [.. "k\0\0"u8, 1, 2, 3, 4])));
        Assert.Empty(PngFile.ReadTexts(WithChunk("zTXt", [.. "k\0"u8])));
        Assert.Empty(PngFile.ReadTexts(WithChunk("iTXt", [.. "k\0"u8, 0, 0, 1])));
        Assert.Empty(PngFile.ReadTexts(WithChunk("tEXt", [.. "no end"u8])));
        Assert.Empty(PngFile.ReadTexts(WithChunk("tEXt")));
    }

    [Fact]
    public void Damaged_files_are_refused_in_a_sentence()
    {
        byte[] png = ImageEncoding.Encode(Ramp(4, 4), ImageFormat.Png, Settings);
        Assert.Contains(
            "is not a PNG",
            Assert.Throws<HippogriffException>(() => PngFile.ReadTexts("hello"u8.ToArray())).Message
        );
        for (int length = 8; length < png.Length; length += 5)
            Assert.Contains(
                "damaged PNG",
                Assert.Throws<HippogriffException>(() => PngFile.ReadTexts(png[..length])).Message
            );
        for (int at = 8; at < png.Length; at += 3)
        {
            byte[] bad = [.. png];
            bad[at] ^= 0x40;
            Assert.Contains("damaged PNG", Assert.Throws<HippogriffException>(() => PngFile.ReadTexts(bad)).Message);
        }
    }
}
