using System.Text;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Imaging;

namespace Hippogriff.Tests.Metadata;

/// <summary>Files of other programs, and damaged ones.</summary>
public class ImageMetadataTests
{
    private const string Text = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 12, Size: 24x16";
    private static readonly GenerationSettings Settings = new()
    {
        Prompt = "a cat",
        NegativePrompt = "",
        Seed = 7,
        Steps = 20,
        Sampler = "euler",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 8,
        Height = 8,
        Model = "first",
        ModelHash = "0123456789",
    };

    /// <summary>
    /// A TIFF of little-endian numbers: some other entry first, then the EXIF directory with the comment.
    /// </summary>
    private static byte[] LittleEndian(byte[] comment) =>
        [
            .. "II*\0"u8,
            8,
            0,
            0,
            0,
            2,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            0x69,
            0x87,
            4,
            0,
            1,
            0,
            0,
            0,
            38,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0x86,
            0x92,
            7,
            0,
            (byte)comment.Length,
            (byte)(comment.Length >> 8),
            0,
            0,
            56,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. comment,
        ];

    private static byte[] Jpeg(byte[] tiff)
    {
        byte[] plain = ImageEncoding.Encode(PngFileTests.Ramp(8, 8), ImageFormat.Jpeg);
        return
        [
            .. plain[..2],
            0xff,
            0xe1,
            (byte)((tiff.Length + 8) >> 8),
            (byte)(tiff.Length + 8),
            .. "Exif\0\0"u8,
            .. tiff,
            .. plain[2..],
        ];
    }

    [Fact]
    public void Comments_in_all_codes_that_programs_use_are_read()
    {
        foreach (
            byte[] comment in (byte[][])
                [
                    [.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes(Text)],
                    [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Text)],
                    [.. "UNICODE\0"u8, 0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)],
                    [.. "UNICODE\0"u8, 0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Text)],
                    [.. "ASCII\0\0\0"u8, .. Encoding.ASCII.GetBytes(Text), 0],
                    [0, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(Text)],
                ]
        )
        {
            byte[] jpeg = Jpeg(LittleEndian(comment));
            Assert.Equal(Text, ImageMetadata.Read(jpeg).Parameters);
            Assert.Equal(
                ("euler_ancestral", 12L),
                (ImageMetadata.Read(jpeg).Infotext!.Sampler, ImageMetadata.Read(jpeg).Infotext!.Seed)
            );
        }
    }

    [Fact]
    public void What_is_no_comment_that_can_be_read_is_passed_over()
    {
        byte[] good = LittleEndian([.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes(Text)]);
        Assert.Null(ImageMetadata.Read(Jpeg(LittleEndian([.. "JIS\0\0\0\0\0"u8, 1, 2]))).Parameters);
        Assert.Null(ImageMetadata.Read(Jpeg(LittleEndian([1, 2, 3]))).Parameters);
        for (int length = 0; length < 60; length++)
            Assert.Null(ImageMetadata.Read(Jpeg(good[..length])).Parameters);
        foreach (
            (int at, byte value) in new[]
            {
                (0, (byte)'X'),
                (4, (byte)0xff),
                (7, (byte)0xff),
                (31, (byte)0xff),
                (46, (byte)0x7f),
                (50, (byte)0xff),
                (8, (byte)0),
            }
        )
        {
            byte[] bad = [.. good];
            bad[at] = value;
            Assert.Null(ImageMetadata.Read(Jpeg(bad)).Parameters);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Cut_and_bent_files_are_refused_or_read_but_never_a_mistake_of_ours(ImageFormat format)
    {
        byte[] file = ImageEncoding.Encode(PngFileTests.Ramp(8, 8), format, Settings);
        for (int length = 0; length < file.Length; length += 7)
            Try(file[..length]);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] bad = [.. file];
            bad[at] ^= 0xff;
            Try(bad);
        }
        Said.Refusing(FaultKind.DamagedFile, "PNG, JPEG or WebP", () => ImageMetadata.Read("hello"u8.ToArray()));
        Assert.Contains(
            "damaged",
            Assert.Throws<HippogriffException>(() => ImageMetadata.Read(file[..(file.Length / 4)])).Message
        );

        static void Try(byte[] bytes)
        {
            try
            {
                ImageMetadata.Read(bytes, "'x'");
            }
            catch (HippogriffException refused)
            {
                Assert.StartsWith("'x' ", refused.Message);
            }
        }
    }
}
