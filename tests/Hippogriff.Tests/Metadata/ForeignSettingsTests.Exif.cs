using System.Text;
using Hippogriff.Metadata;

namespace Hippogriff.Tests.Metadata;

public partial class ForeignSettingsTests
{
    [Fact]
    public void Comments_of_JPEG_and_other_tags_of_EXIF_are_read()
    {
        const string Text = "a caf\u00e9 猫\nSteps: 28, Sampler: Euler a, Seed: 12, Size: 64x96";
        byte[] jpeg = PictureBytes.Encode(8, 8, (_, _) => SkiaSharp.SKColors.Red, SkiaSharp.SKEncodedImageFormat.Jpeg),
            said = Encoding.UTF8.GetBytes(Text);
        byte[] commented = [0xff, 0xd8, 0xff, 0xfe, 0, (byte)(said.Length + 2), .. said, .. jpeg.AsSpan(2)];
        Assert.Equal(12, ImageMetadata.Read(commented).Infotext!.Seed);
        Assert.Equal(12, ImageMetadata.Read(WithExif(jpeg, 0x010e, said)).Infotext!.Seed); // ImageDescription
        Assert.Equal(
            "a dog",
            ImageMetadata
                .Read(WithExif(jpeg, 0x010f, [.. "prompt:"u8, .. Encoding.UTF8.GetBytes(NewGraph), 0]))
                .Infotext!.Prompt
        ); // Make, as ComfyUI's WebP nodes write it
        Assert.Null(ImageMetadata.Read(WithExif(jpeg, 0x010e, "a beach in summer"u8.ToArray())).Infotext);
        Assert.Null(ImageMetadata.Read(WithExif(jpeg, 0x010f, "a camera"u8.ToArray())).Infotext);
    }

    [Theory]
    [InlineData(
        "JIS\0\0\0\0\0",
        "1b2442472d1b28420a53746570733a20312c20536565643a20322c2053697a653a20337833",
        "\u732b"
    )] // escapes of ISO-2022-JP
    // Shift-JIS
    [InlineData("JIS\0\0\0\0\0", "944c0a53746570733a20312c20536565643a20322c2053697a653a20337833", "\u732b")]
    // UTF-8 under that name
    [InlineData("JIS\0\0\0\0\0", "e78cab0a53746570733a20312c20536565643a20322c2053697a653a20337833", "\u732b")]
    [InlineData(
        "UNICODE\0",
        "2b73 0a00 5300 7400 6500 7000 7300 3a00 2000 3100 2c00 2000 5300 6500 6500 6400 3a00 2000 3200 2c00 "
            + "2000 5300 6900 7a00 6500 3a00 2000 3300 7800 3300 0000",
        "\u732b"
    )]
    [InlineData(
        "UNICODE\0",
        "732b 000a 0053 0074 0065 0070 0073 003a 0020 0031 002c 0020 0053 0065 0065 0064 003a 0020 0032 002c "
            + "0020 0053 0069 007a 0065 003a 0020 0033 0078 0033 0000",
        "\u732b"
    )]
    public void The_comment_of_EXIF_is_read_in_every_code_and_order_of_bytes(string code, string hex, string prompt)
    {
        byte[] comment = [.. Encoding.ASCII.GetBytes(code), .. Convert.FromHexString(hex.Replace(" ", ""))];
        byte[] tiff =
        [
            .. "II*\0\u0008\0\0\0"u8,
            1,
            0,
            0x69,
            0x87,
            4,
            0,
            1,
            0,
            0,
            0,
            26,
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
            .. BitConverter.GetBytes(comment.Length),
            44,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. comment,
        ];
        byte[] segment = [.. "Exif\0\0"u8, .. tiff];
        byte[] jpeg = PictureBytes.Encode(8, 8, (_, _) => SkiaSharp.SKColors.Red, SkiaSharp.SKEncodedImageFormat.Jpeg);
        Infotext text = ImageMetadata
            .Read([
                0xff,
                0xd8,
                0xff,
                0xe1,
                (byte)((segment.Length + 2) >> 8),
                (byte)(segment.Length + 2),
                .. segment,
                .. jpeg.AsSpan(2),
            ])
            .Infotext!;
        Assert.Equal((prompt, 2L, 3), (text.Prompt, text.Seed, text.Width));
        Assert.DoesNotContain('\0', text.Fields["Size"]);
    }

    private static byte[] WithExif(byte[] jpeg, ushort tag, byte[] text)
    {
        byte[] tiff =
        [
            .. "MM\0*\0\0\0\u0008"u8,
            0,
            1,
            (byte)(tag >> 8),
            (byte)tag,
            0,
            2,
            0,
            0,
            (byte)(text.Length >> 8),
            (byte)text.Length,
            0,
            0,
            0,
            26,
            0,
            0,
            0,
            0,
            .. text,
        ];
        byte[] segment = [.. "Exif\0\0"u8, .. tiff];
        return
        [
            0xff,
            0xd8,
            0xff,
            0xe1,
            (byte)((segment.Length + 2) >> 8),
            (byte)(segment.Length + 2),
            .. segment,
            .. jpeg.AsSpan(2),
        ];
    }
}
