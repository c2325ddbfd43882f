using System.Buffers.Binary;
using System.Text;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// EXIF as other programs and no program write it: either order of bytes, directories that lead to one another and to
/// themselves, offsets and counts beyond the end.
/// </summary>
internal static class TiffChanges
{
    private static readonly ushort[] s_tags = [0x0112, 0x8769, 0x9286, 0x010e, 0x9c9c, 0x010f, 0xa005, 0x8825, 0x0100];

    /// <summary>A structure of one to three directories.</summary>
    public static byte[] Next(IReadOnlyList<byte[]> texts, Dice dice)
    {
        bool big = dice.OneIn(2);
        int directories = 1 + dice.Below(3),
            entries = 1 + dice.Below(4);
        byte[] comment = Comment(texts, dice);
        int size = 2 + 12 * entries + 4,
            textAt = 8 + directories * size;
        byte[] tiff = new byte[textAt + comment.Length];
        (big ? "MM\0*"u8 : "II*\0"u8).CopyTo(tiff);
        Number(tiff, 4, dice.OneIn(10) ? (uint)dice.Bits() : 8, big);
        comment.CopyTo(tiff, textAt);
        for (int d = 0; d < directories; d++)
        {
            int at = 8 + d * size;
            Short(tiff, at, dice.OneIn(12) ? (ushort)dice.Bits() : (ushort)entries, big);
            for (int e = 0; e < entries; e++)
                Entry(tiff, at + 2 + 12 * e, Where(dice, d, directories, size), textAt, comment.Length, big, dice);
            Number(tiff, at + size - 4, (uint)Where(dice, d, directories, size), big);
        }
        return dice.OneIn(4) ? ByteChanges.Once(tiff, texts, dice) : tiff;
    }

    private static void Entry(byte[] tiff, int at, int directory, int textAt, int length, bool big, Dice dice)
    {
        ushort tag = dice.Pick(s_tags);
        Short(tiff, at, tag, big);
        Short(
            tiff,
            at + 2,
            (ushort)(
                dice.OneIn(6)
                    ? dice.Bits()
                    : tag switch
                    {
                        0x0112 => 3u,
                        0x9286 => 7u,
                        0x010e => 2u,
                        _ => 4u,
                    }
            ),
            big
        );
        Number(
            tiff,
            at + 4,
            dice.OneIn(6) ? (uint)dice.Pick(Tokens.Edges)
                : tag is 0x9286 or 0x010e ? (uint)length
                : 1,
            big
        );
        uint value = tag switch
        {
            0x0112 => (uint)dice.Below(10),
            0x8769 or 0x8825 or 0xa005 => (uint)directory,
            _ => (uint)textAt,
        };
        if (tag == 0x0112 && big)
            value <<= 16;
        Number(tiff, at + 8, dice.OneIn(6) ? (uint)dice.Pick(Tokens.Edges) : value, big);
    }

    /// <summary>A directory: the next, the same again, or an earlier one.</summary>
    private static int Where(Dice dice, int now, int directories, int size) =>
        8 + (dice.OneIn(2) ? Math.Min(now + 1, directories - 1) : dice.Below(directories)) * size;

    private static byte[] Comment(IReadOnlyList<byte[]> texts, Dice dice)
    {
        byte[] text = TextChanges.Of(texts, dice);
        return dice.Below(6) switch
        {
            0 => [.. "ASCII\0\0\0"u8, .. text],
            1 => [.. "JIS\0\0\0\0\0"u8, .. text],
            2 => [.. "\0\0\0\0\0\0\0\0"u8, .. text],
            3 => [.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text))],
            4 => [.. "UNICODE\0"u8, .. text],
            _ => [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(text))],
        };
    }

    private static void Short(byte[] tiff, int at, ushort value, bool big)
    {
        if (big)
            BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value);
    }

    private static void Number(byte[] tiff, int at, uint value, bool big)
    {
        if (big)
            BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value);
    }
}
