using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>Zips with hostile names, lying sizes, links, passwords and damaged directories.</summary>
/// <param name="contents">What files in them hold.</param>
internal sealed class ZipChanges(IReadOnlyList<byte[]> contents)
{
    private static readonly string[] s_good =
    [
        "a.png",
        "a.txt",
        "b.png",
        "b.txt",
        "set/c.png",
        "set/c.txt",
        "metadata.jsonl",
    ];

    /// <summary>A zip of a few entries.</summary>
    public byte[] Next(Dice dice)
    {
        using MemoryStream zip = new();
        using MemoryStream directory = new();
        int count = 1 + dice.Below(5);
        for (int i = 0; i < count; i++)
            Entry(zip, directory, dice.OneIn(3) ? dice.Pick(Tokens.Names) : dice.Pick(s_good), dice);
        int start = (int)zip.Length;
        zip.Write(directory.ToArray());
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        Short(end, 8, dice.OneIn(12) ? (ushort)dice.Bits() : (ushort)count);
        Short(end, 10, dice.OneIn(12) ? (ushort)dice.Pick(Tokens.Edges) : (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(
            end.AsSpan(12),
            dice.OneIn(12) ? (uint)dice.Pick(Tokens.Edges) : (uint)directory.Length
        );
        BinaryPrimitives.WriteUInt32LittleEndian(
            end.AsSpan(16),
            dice.OneIn(12) ? (uint)dice.Pick(Tokens.Edges) : (uint)start
        );
        if (dice.OneIn(16))
            Short(end, 20, (ushort)dice.Bits());
        zip.Write(end);
        byte[] bytes = zip.ToArray();
        return dice.OneIn(3) ? ByteChanges.Once(bytes, contents, dice) : bytes;
    }

    private void Entry(MemoryStream zip, MemoryStream directory, string name, Dice dice)
    {
        byte[] named = dice.OneIn(8)
            ? [.. Encoding.UTF8.GetBytes(name), .. dice.Pick(Tokens.Text)]
            : Encoding.UTF8.GetBytes(name);
        byte[] content = dice.OneIn(4) ? ByteChanges.Of(contents, dice, Tokens.Text) : dice.Pick(contents);
        bool deflated = dice.OneIn(2);
        byte[] packed = deflated ? Deflate(content) : content;
        if (dice.OneIn(12))
            packed = ByteChanges.Once(packed, contents, dice);
        byte[] shared = new byte[26]; // version to extra length, as both headers have them
        Short(shared, 0, 20);
        Short(shared, 2, (ushort)(0x800 | (dice.OneIn(20) ? dice.Below(0x10000) : 0)));
        Short(
            shared,
            4,
            dice.OneIn(16) ? (ushort)dice.Below(100)
                : deflated ? (ushort)8
                : (ushort)0
        );
        BinaryPrimitives.WriteUInt32LittleEndian(shared.AsSpan(10), dice.OneIn(8) ? (uint)dice.Bits() : Crc(content));
        BinaryPrimitives.WriteUInt32LittleEndian(
            shared.AsSpan(14),
            dice.OneIn(16) ? (uint)dice.Pick(Tokens.Edges) : (uint)packed.Length
        );
        BinaryPrimitives.WriteUInt32LittleEndian(
            shared.AsSpan(18),
            dice.OneIn(10) ? (uint)dice.Pick(Tokens.Edges) : (uint)content.Length
        );
        Short(shared, 22, (ushort)named.Length);
        byte[] extra = dice.OneIn(6) ? Extra(named, dice) : [];
        Short(shared, 24, dice.OneIn(40) ? (ushort)dice.Bits() : (ushort)extra.Length);
        int at = (int)zip.Length;
        zip.Write("PK\u0003\u0004"u8);
        zip.Write(shared);
        zip.Write(named);
        zip.Write(extra);
        zip.Write(packed);
        byte[] rest = new byte[14];
        uint attributes = dice.OneIn(10)
            ? dice.Pick<uint>([0xA1FF0000, 0x11FF0000, 0x89FF0000, 0x41FF0010, uint.MaxValue])
            : 0x81A40000;
        BinaryPrimitives.WriteUInt32LittleEndian(rest.AsSpan(6), attributes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            rest.AsSpan(10),
            dice.OneIn(16) ? (uint)dice.Pick(Tokens.Edges) : (uint)at
        );
        directory.Write("PK\u0001\u0002\u0014\u0003"u8);
        directory.Write(shared);
        directory.Write(rest);
        directory.Write(named);
        directory.Write(extra);
    }

    /// <summary>
    /// An extra field: sizes of Zip64, the name in Unicode once more, times and owners of Unix, or one that says more
    /// than it holds.
    /// </summary>
    private static byte[] Extra(byte[] named, Dice dice)
    {
        byte[] data = dice.Below(4) switch
        {
            0 =>
            [
                .. BitConverter.GetBytes(dice.Pick(Tokens.Edges)),
                .. BitConverter.GetBytes(dice.Pick(Tokens.Edges)),
                .. BitConverter.GetBytes(dice.Pick(Tokens.Edges)),
            ],
            1 => [1, .. BitConverter.GetBytes(Crc(named)), .. Encoding.UTF8.GetBytes(dice.Pick(Tokens.Names))],
            2 => dice.Pick(Tokens.Text),
            _ => [],
        };
        if (data.Length > 1_000)
            data = data[..1_000];
        ushort kind = dice.Pick<ushort>([0x0001, 0x7075, 0x5455, 0x7875, 0x9901, (ushort)dice.Bits()]),
            length = dice.OneIn(8) ? (ushort)dice.Bits() : (ushort)data.Length;
        return [(byte)kind, (byte)(kind >> 8), (byte)length, (byte)(length >> 8), .. data];
    }

    private static byte[] Deflate(byte[] content)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }

    private static uint Crc(byte[] content)
    {
        uint c = 0xffffffff;
        foreach (byte b in content)
        {
            c ^= b;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
        }
        return ~c;
    }

    private static void Short(byte[] bytes, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
}
