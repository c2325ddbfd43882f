using System.Text;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using SkiaSharp;

namespace Hippogriff.Campaigns.Readers;

/// <summary>Pictures: the native decoders, and our own readers of metadata.</summary>
internal static class PictureReaders
{
    private const int Side = 24;

    public static IReadOnlyList<Reader> All { get; } =
    [
        new("exif", "EXIF alone", 2_500, bench => new Reading(Exif, bytes => _ = Imaging.Codecs.Exif.Read(bytes))),
        new(
            "png-metadata",
            "metadata of PNG: chunks, tEXt, zTXt, iTXt, eXIf, infotext",
            60,
            bench => Metadata(Pngs().Next)
        ),
        new(
            "jpeg-metadata",
            "metadata of JPEG: segments, EXIF, XMP, comments",
            600,
            bench => Metadata(new SegmentChanges([Encoded(SKEncodedImageFormat.Jpeg)], Exif).Jpeg)
        ),
        new(
            "webp-metadata",
            "metadata of WebP: chunks, EXIF, XMP",
            800,
            bench => Metadata(new SegmentChanges([Encoded(SKEncodedImageFormat.Webp)], Exif).Webp)
        ),
        new(
            "picture-back",
            "settings written into PNG, JPEG and WebP and read back: the same",
            20,
            bench => new Reading(
                dice => BitConverter.GetBytes(dice.Bits()),
                bytes =>
                {
                    Dice dice = Dice.For(BitConverter.ToInt64(bytes), "picture", 0);
                    (GenerationSettings settings, ImageFormat format) = (
                        TextReaders.Settings(dice),
                        dice.Pick<ImageFormat>([ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Webp])
                    );
                    if (
                        ImageMetadata.Read(ImageEncoding.Encode(Colours(), format, settings)).Infotext?.Settings
                        != settings
                    )
                        throw new BrokenRule($"not the same settings in {format}", Infotext.Write(settings));
                }
            )
        )
        {
            Native = true,
        },
        Pixels("png", 30, () => Pngs().Next),
        Pixels(
            "jpeg",
            40,
            () =>
                new SegmentChanges(
                    [Encoded(SKEncodedImageFormat.Jpeg), Encoded(SKEncodedImageFormat.Jpeg, 5)],
                    Exif
                ).Jpeg
        ),
        Pixels(
            "webp",
            40,
            () =>
                new SegmentChanges(
                    [Encoded(SKEncodedImageFormat.Webp), Encoded(SKEncodedImageFormat.Webp, 100), Film(gif: false)],
                    Exif
                ).Webp
        ),
        Pixels("gif", 30, () => new GifChanges([Film(gif: true)], TextReaders.Infotexts).Next),
        Pixels("bmp", 60, () => Bytes(Bmp(24), Bmp(32))),
    ];

    /// <summary>A good PNG that carries settings.</summary>
    public static byte[] Png(string parameters = "a red square\nSteps: 3, Sampler: Euler, Seed: 1") =>
        PngFile.Encode(
            Colours(),
            texts: new Dictionary<string, string> { ["parameters"] = parameters, ["Comment"] = "caf\u00e9 \u732b" }
        );

    private static PngChanges Pngs() =>
        new(
            [Png(), Encoded(SKEncodedImageFormat.Png), Interlaced()],
            [.. TextReaders.Infotexts, .. TextReaders.Foreign],
            Exif
        );

    private static byte[] Exif(Dice dice) => TiffChanges.Next(TextReaders.Infotexts, dice);

    private static Reading Metadata(Func<Dice, byte[]> next) =>
        new(
            next,
            bytes =>
            {
                ImageMetadata read = ImageMetadata.Read(bytes, "the picture");
                Infotext? text = read.Infotext;
                _ = (text?.Settings, text?.ToOptions(), read.IsGenerated);
            }
        )
        {
            Worth = bytes => 4 * bytes.Length + (4 << 20),
        }; // a compressed text may have 4 MB

    private static Reader Pixels(string name, int share, Func<Func<Dice, byte[]>> open) =>
        new(
            name,
            $"{name.ToUpperInvariant()} pictures: facts, pixels, as a mask",
            share,
            bench => new Reading(
                Modest(open()),
                bytes =>
                {
                    _ = ImageFacts.Of(bytes, "the picture");
                    RgbImage image = ImageFile.Decode(bytes, "the picture");
                    if (image.Pixels.Length != image.Width * image.Height * 3)
                        throw new BrokenRule("number of pixels", $"{image.Width}x{image.Height}");
                    _ = ImageFile.Decode(bytes, "the picture", enough: 8);
                    _ = MaskFile.Decode(bytes, MaskMeaning.White, "the mask");
                }
            )
            {
                Worth = Claimed,
            }
        )
        {
            Native = true,
            Base = 24 << 20,
        };

    /// <summary>
    /// Mostly pictures that claim no more than a megapixel: the others cost time and memory only, by their size.
    /// </summary>
    private static Func<Dice, byte[]> Modest(Func<Dice, byte[]> next) =>
        dice =>
        {
            byte[] bytes = next(dice);
            for (int again = 0; again < 8 && Claimed(bytes) > 4L << 20 && !dice.OneIn(64); again++)
                bytes = next(dice);
            return bytes;
        };

    /// <summary>Bytes of the pixels that a picture claims; three readings of them are measured together.</summary>
    private static long Claimed(byte[] bytes)
    {
        try
        {
            (int width, int height) = ImageFile.SizeOf(bytes);
            return 4L * width * height;
        }
        catch (HippogriffException)
        {
            return 0;
        }
    }

    private static Func<Dice, byte[]> Bytes(params byte[][] seeds) => dice => ByteChanges.Of(seeds, dice);

    private static RgbImage Colours()
    {
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 7 + i / Side * 3);
        return new RgbImage(Side, Side, pixels);
    }

    private static byte[] Encoded(SKEncodedImageFormat format, int quality = 80)
    {
        using SKBitmap bitmap = Bitmap();
        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static SKBitmap Bitmap()
    {
        SKBitmap bitmap = new(Side, Side, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
            bitmap.SetPixel(x, y, new SKColor((byte)(x * 10), (byte)(y * 10), 99, (byte)(255 - x * 4)));
        return bitmap;
    }

    /// <summary>
    /// A PNG whose header says that it is interlaced; what is in it is not, which decoders have to bear.
    /// </summary>
    private static byte[] Interlaced()
    {
        byte[] png = Encoded(SKEncodedImageFormat.Png);
        using MemoryStream other = new();
        other.Write(PngChunks.Signature);
        foreach ((string type, int start, int length) in PngChunks.List(png, "seed"))
        {
            byte[] data = png.AsSpan(start, length).ToArray();
            if (type == "IHDR")
                data[12] = 1;
            PngChunks.Write(other, type, data);
        }
        return other.ToArray();
    }

    private static byte[] Film(bool gif)
    {
        FilmFrame[] frames =
        [
            new(Colours(), TimeSpan.FromMilliseconds(100)),
            new(Colours(), TimeSpan.FromMilliseconds(100)),
        ];
        return gif ? AnimatedPicture.Gif(frames) : AnimatedPicture.Webp(frames);
    }

    private static byte[] Bmp(int bits)
    {
        int row = (Side * bits / 8 + 3) & ~3;
        using MemoryStream bmp = new();
        using BinaryWriter write = new(bmp, Encoding.ASCII);
        write.Write("BM"u8);
        write.Write(54 + row * Side);
        write.Write(0);
        write.Write(54);
        write.Write(40);
        write.Write(Side);
        write.Write(Side);
        write.Write((short)1);
        write.Write((short)bits);
        for (int i = 0; i < 6; i++)
            write.Write(0);
        write.Write(new byte[row * Side]);
        return bmp.ToArray();
    }
}
