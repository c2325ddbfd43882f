using System.Buffers.Binary;
using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// The container of a PNG: signature, then chunks of length, type, data and CRC (PNG, third edition, section 5).
/// </summary>
internal static class PngChunks
{
    /// <summary>The first eight bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    private static readonly uint[] s_crcTable =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(n =>
            {
                uint c = (uint)n;
                for (int k = 0; k < 8; k++)
                    c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
                return c;
            }),
    ];

    /// <summary>Writes one chunk.</summary>
    public static void Write(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8],
            crc = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        Encoding.ASCII.GetBytes(type, head[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(head[4..], data));
        stream.Write(head);
        stream.Write(data);
        stream.Write(crc);
    }

    /// <summary>Lists the chunks of <paramref name="png"/> up to IEND, each with the position of its data.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="name">What to call it in a message.</param>
    /// <exception cref="HippogriffException">It is not a PNG, a chunk reaches beyond the end, or a checksum is
    /// wrong.</exception>
    public static List<(string Type, int Start, int Length)> List(ReadOnlySpan<byte> png, string name)
    {
        if (!png.StartsWith(Signature))
            throw new HippogriffException($"{name} is not a PNG.", FaultKind.DamagedFile);
        List<(string, int, int)> chunks = [];
        for (int at = Signature.Length; ; )
        {
            if (png.Length - at < 12)
                throw new HippogriffException($"{name} is a damaged PNG: it ends too early.", FaultKind.DamagedFile);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - 12)
                throw new HippogriffException(
                    $"{name} is a damaged PNG: a chunk of {Counted.Of(length, "byte")} reaches beyond its end.",
                    FaultKind.DamagedFile
                );
            string type = Encoding.Latin1.GetString(png.Slice(at + 4, 4));
            ReadOnlySpan<byte> data = png.Slice(at + 8, (int)length);
            if (BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + (int)length)..]) != Crc(png.Slice(at + 4, 4), data))
                throw new HippogriffException(
                    $"{name} is a damaged PNG: the checksum of one of its chunks is wrong.",
                    FaultKind.DamagedFile
                );
            chunks.Add((type, at + 8, (int)length));
            if (type == "IEND")
                return chunks;
            at += 12 + (int)length;
        }
    }

    /// <summary>CRC-32 of ISO 3309 over both parts.</summary>
    private static uint Crc(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        uint c = 0xffffffff;
        foreach (byte b in type)
            c = s_crcTable[(c ^ b) & 0xff] ^ (c >> 8);
        foreach (byte b in data)
            c = s_crcTable[(c ^ b) & 0xff] ^ (c >> 8);
        return ~c;
    }
}
