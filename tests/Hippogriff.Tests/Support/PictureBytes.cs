using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Hippogriff.Tests.Support;

/// <summary>Picture files made byte by byte or by SkiaSharp.</summary>
internal static class PictureBytes
{
    public static byte[] Encode(
        int width,
        int height,
        Func<int, int, SKColor> colour,
        SKEncodedImageFormat format = SKEncodedImageFormat.Png
    )
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(x, y));
        }
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    public static byte[] Plain(SKColor colour, int side = 8) => Encode(side, side, (_, _) => colour);

    /// <summary>A PNG that claims a size (specification 11.2.2) and holds next to nothing.</summary>
    public static byte[] PngClaiming(int width, int height) =>
        [
            .. Signature,
            .. Chunk("IHDR", Header(width, height, bits: 8, colourType: 2)),
            .. Chunk("IDAT", [0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]),
            .. Chunk("IEND", []),
        ];

    /// <summary>A PNG with 16 bits a channel, all pixels alike.</summary>
    public static byte[] Png16(int side, ushort red, ushort green, ushort blue)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < side; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < side; x++)
                    zlib.Write([
                        (byte)(red >> 8),
                        (byte)red,
                        (byte)(green >> 8),
                        (byte)green,
                        (byte)(blue >> 8),
                        (byte)blue,
                    ]);
            }
        }
        return
        [
            .. Signature,
            .. Chunk("IHDR", Header(side, side, bits: 16, colourType: 2)),
            .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A GIF of two frames of 2x2 pixels, the first red, the second blue.</summary>
    public static byte[] RedThenBlueGif()
    {
        // Codes of 3 bits: clear (4), four times the colour, end (5); the decoder's table grows to 4-bit codes after
        // four.
        static byte[] Frame(byte colour)
        {
            var (bits, at, bytes) = (0, 0, new List<byte>());
            foreach (
                var (code, width) in new[]
                {
                    (4, 3),
                    ((int)colour, 3),
                    (colour, 3),
                    (4, 3),
                    (colour, 3),
                    (colour, 3),
                    (5, 3),
                }
            )
            {
                bits |= code << at;
                at += width;
                for (; at >= 8; at -= 8, bits >>= 8)
                    bytes.Add((byte)bits);
            }
            if (at > 0)
                bytes.Add((byte)bits);
            return [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, (byte)bytes.Count, .. bytes, 0];
        }
        return
        [
            .. "GIF89a"u8,
            2,
            0,
            2,
            0,
            0x81,
            0,
            0,
            255,
            0,
            0,
            0,
            0,
            255,
            0,
            0,
            0,
            0,
            0,
            0,
            .. Frame(0),
            .. Frame(1),
            0x3B,
        ];
    }

    /// <summary>Puts an EXIF segment with an orientation (1 to 8) into a JPEG.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            .. "Exif\0\0MM\0*\0\0\0\u0008"u8,
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
            0,
        ];
        return
        [
            0xFF,
            0xD8,
            0xFF,
            0xE1,
            (byte)((exif.Length + 2) >> 8),
            (byte)(exif.Length + 2),
            .. exif,
            .. jpeg.AsSpan(2),
        ];
    }

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static byte[] Header(int width, int height, byte bits, byte colourType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colourType);
        return header;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    // CRC-32, PNG specification annex D.
    private static uint Crc(byte[] data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in data)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
