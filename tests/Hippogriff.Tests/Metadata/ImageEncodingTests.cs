using System.Buffers.Binary;
using System.Text;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Imaging;
using SkiaSharp;

namespace Hippogriff.Tests.Metadata;

public sealed class ImageEncodingTests : IDisposable
{
    private static readonly GenerationSettings Settings = new()
    {
        Prompt = "a cat, Grüße 猫",
        NegativePrompt = "",
        Seed = 7,
        Steps = 20,
        Sampler = "euler",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 64,
        Height = 64,
        Strength = 0.6,
        Model = "first",
        ModelHash = "0123456789",
        MaskBlur = 4,
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ImageFormat> Formats => [.. Enum.GetValues<ImageFormat>()];

    [Theory, MemberData(nameof(Formats))]
    public void Another_decoder_sees_the_picture_and_the_file_says_how_it_was_drawn(ImageFormat format)
    {
        RgbImage picture = PngFileTests.Ramp(33, 20);
        byte[] file = ImageEncoding.Encode(picture, format, Settings);
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal(
            (format.ToString().ToLowerInvariant(), 33, 20),
            (codec.EncodedFormat.ToString().ToLowerInvariant(), codec.Info.Width, codec.Info.Height)
        );
        RgbImage seen = ImageFile.Decode(file);
        Assert.InRange(
            picture.Pixels.Zip(seen.Pixels, (p, q) => Math.Abs(p - q)).Average(),
            0,
            format == ImageFormat.Png ? 0 : 4
        );
        ImageMetadata said = ImageMetadata.Read(file);
        Assert.Equal((format, true, Infotext.Write(Settings)), (said.Format, said.IsGenerated, said.Parameters));
        Assert.Equal(Settings, said.Infotext!.Settings);
        Assert.Equal(file, ImageEncoding.Encode(picture, format, Settings));
    }

    [Theory, MemberData(nameof(Formats))]
    public void Only_generated_pictures_are_marked_so(ImageFormat format)
    {
        Assert.Equal(
            new ImageMetadata(format, null, null),
            ImageMetadata.Read(ImageEncoding.Encode(PngFileTests.Ramp(8, 8), format))
        );
        ImageMetadata sheet = ImageMetadata.Read(
            ImageEncoding.Encode(PngFileTests.Ramp(8, 8), format, generated: true)
        );
        Assert.Equal((null, true), (sheet.Parameters, sheet.IsGenerated));
    }

    [Fact]
    public void Quality_decides_the_size_and_WebP_at_100_loses_nothing()
    {
        RgbImage noise = PngFileTests.Noise(64, 64);
        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Webp })
            Assert.True(
                ImageEncoding.Encode(noise, format, quality: 10).Length * 2
                    < ImageEncoding.Encode(noise, format, quality: 95).Length
            );
        Assert.Equal(
            noise.Pixels,
            ImageFile.Decode(ImageEncoding.Encode(noise, ImageFormat.Webp, Settings, 100)).Pixels
        );
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        foreach (int quality in new[] { -1, 101 })
            Said.Refusing(
                FaultKind.InvalidRequest,
                $"quality {quality} ... 0 and 100",
                () => ImageEncoding.Encode(noise, format, quality: quality)
            );
    }

    [Fact]
    public void A_side_that_a_format_cannot_say_is_refused()
    {
        RgbImage wide = new(16_384, 1, new byte[16_384 * 3]);
        Assert.Contains(
            "at most 16383",
            Assert.Throws<HippogriffException>(() => ImageEncoding.Encode(wide, ImageFormat.Webp)).Message
        );
        Assert.Equal(16_384, ImageFile.Decode(ImageEncoding.Encode(wide, ImageFormat.Jpeg)).Width);
    }

    /// <summary>
    /// JPEG: SOI, JFIF, then the EXIF and XMP segments; TIFF big-endian; "UNICODE" and UTF-16, as Stable Diffusion
    /// programs write it.
    /// </summary>
    [Fact]
    public void In_a_JPEG_the_comment_lies_where_other_programs_look()
    {
        byte[] jpeg = ImageEncoding.Encode(PngFileTests.Ramp(8, 8), ImageFormat.Jpeg, Settings);
        byte[] text = Encoding.BigEndianUnicode.GetBytes(Infotext.Write(Settings));
        int at = 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4));
        Assert.Equal(
            [0xff, 0xe1, (byte)((text.Length + 60) >> 8), (byte)(text.Length + 60), .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8],
            jpeg[at..(at + 18)]
        );
        Assert.Equal([0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0], jpeg[(at + 18)..(at + 36)]);
        Assert.Equal(
            [
                0,
                1,
                0x92,
                0x86,
                0,
                7,
                0,
                0,
                (byte)((text.Length + 8) >> 8),
                (byte)(text.Length + 8),
                0,
                0,
                0,
                44,
                0,
                0,
                0,
                0,
                .. "UNICODE\0"u8,
                .. text,
            ],
            jpeg[(at + 36)..(at + 62 + text.Length)]
        );
        Assert.Equal([0xff, 0xe1], jpeg[(at + 62 + text.Length)..(at + 64 + text.Length)]);
        Assert.True(jpeg.AsSpan(at + 66 + text.Length).StartsWith("http://ns.adobe.com/xap/1.0/\0<?xpacket"u8));
    }

    [Fact]
    public void A_WebP_with_metadata_is_an_extended_one_whose_lengths_add_up()
    {
        foreach (int quality in new[] { 80, 100 })
        {
            byte[] webp = ImageEncoding.Encode(PngFileTests.Ramp(300, 20), ImageFormat.Webp, Settings, quality);
            Assert.Equal(webp.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(4)));
            Assert.Equal([.. "VP8X"u8, 10, 0, 0, 0, 0x0c, 0, 0, 0, 299 & 255, 1, 0, 19, 0, 0], webp[12..30]);
            List<string> names = [];
            for (int at = 12; at < webp.Length; )
            {
                names.Add(Encoding.ASCII.GetString(webp, at, 4));
                int length = BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(at + 4));
                at += 8 + length + (length & 1);
            }
            Assert.Equal(["VP8X", quality == 100 ? "VP8L" : "VP8 ", "EXIF", "XMP "], names);
        }
    }

    [Fact]
    public void What_is_too_long_for_a_JPEG_leaves_out_the_part_that_only_makes_it_exact()
    {
        GenerationSettings extreme = Settings with
        {
            Prompt = new string('\u0001', 2000),
            NegativePrompt = new string('"', 2000),
        };
        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Webp })
        {
            Infotext text = ImageMetadata
                .Read(ImageEncoding.Encode(PngFileTests.Ramp(8, 8), format, extreme))
                .Infotext!;
            Assert.Equal((7L, 20), (text.Seed, text.Steps));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Png)]
    public void Prompts_that_begin_like_a_mark_of_the_order_of_bytes_come_back(ImageFormat format)
    {
        foreach (
            string prompt in (string[])
                [
                    "\ufeffa cat",
                    "\ufffea cat",
                    "\ufeff",
                    new string('\u3000', 400) + "a",
                    new string('\u0100', 900) + "a",
                ]
        )
            Assert.Equal(
                prompt,
                ImageMetadata
                    .Read(ImageEncoding.Encode(PngFileTests.Ramp(8, 8), format, Settings with { Prompt = prompt }))
                    .Infotext!.Settings!.Prompt
            );
    }

    [Fact]
    public void Settings_that_no_JPEG_can_hold_are_refused_in_a_sentence_and_a_WebP_holds_them()
    {
        GenerationSettings large = Settings with { Prompt = new string('a', 40_000) };
        string said = Assert
            .Throws<HippogriffException>(() => ImageEncoding.Encode(PngFileTests.Ramp(8, 8), ImageFormat.Jpeg, large))
            .Message;
        Assert.Contains("65,527", said, StringComparison.Ordinal);
        Assert.Equal(
            large,
            ImageMetadata
                .Read(ImageEncoding.Encode(PngFileTests.Ramp(8, 8), ImageFormat.Webp, large))
                .Infotext!.Settings
        );
    }

    [Theory]
    [InlineData("png", ImageFormat.Png)]
    [InlineData("JPG", ImageFormat.Jpeg)]
    [InlineData("image/jpeg", ImageFormat.Jpeg)]
    [InlineData(".webp", ImageFormat.Webp)]
    public void Formats_are_known_by_the_names_that_programs_use(string name, ImageFormat format) =>
        Assert.Equal(format, ImageFormats.Parse(name));

    [Fact]
    public void A_file_is_written_in_the_format_of_its_name()
    {
        foreach (
            (string name, ImageFormat format) in new[]
            {
                ("a.png", ImageFormat.Png),
                ("a.jpg", ImageFormat.Jpeg),
                ("a.JPEG", ImageFormat.Jpeg),
                ("a.webp", ImageFormat.Webp),
            }
        )
        {
            ImageEncoding.Write(_folder.In(name), PngFileTests.Ramp(8, 8), Settings);
            Assert.Equal(format, ImageMetadata.Read(_folder.In(name)).Format);
        }
        string said = Assert
            .Throws<HippogriffException>(() =>
                ImageEncoding.Write(_folder.In("a.bmp"), PngFileTests.Ramp(8, 8), Settings)
            )
            .Message;
        Said.InOrder("png, jpeg, webp ... '.bmp'", said);
        Assert.Equal((".jpg", "image/jpeg"), (ImageFormat.Jpeg.Extension(), ImageFormat.Jpeg.MediaType()));
    }
}
