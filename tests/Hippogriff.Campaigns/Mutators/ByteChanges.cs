using System.Buffers.Binary;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>Damage that knows nothing of what it damages.</summary>
internal static class ByteChanges
{
    private const int Longest = 1 << 16;

    /// <summary>
    /// One to a few changes of one of the seeds: flipped bits, other bytes, numbers at edges, parts cut, doubled, moved
    /// or taken from another seed, tokens.
    /// </summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, Dice dice, IReadOnlyList<byte[]>? tokens = null)
    {
        byte[] bytes = dice.Pick(seeds);
        for (int change = 1 + dice.Below(dice.OneIn(4) ? 8 : 2); change > 0; change--)
            bytes = Once(bytes, seeds, dice, tokens);
        return bytes;
    }

    /// <summary>The bytes with one change.</summary>
    public static byte[] Once(
        byte[] bytes,
        IReadOnlyList<byte[]> seeds,
        Dice dice,
        IReadOnlyList<byte[]>? tokens = null
    )
    {
        if (bytes.Length == 0)
            return [(byte)dice.Bits()];
        int at = Place(bytes, dice);
        switch (dice.Below(tokens is null ? 8 : 11))
        {
            case 0:
                return Changed(bytes, at, (byte)(bytes[at] ^ (1 << dice.Below(8))));
            case 1:
                return Changed(bytes, at, (byte)dice.Bits());
            case 2:
                return Changed(bytes, at, dice.Pick<byte>([0, 1, 0x7f, 0x80, 0xff, (byte)' ', (byte)'\n', (byte)'"']));
            case 3:
                return Number(bytes, at, dice);
            case 4:
                return bytes[..at];
            case 5:
                return
                [
                    .. bytes[..at],
                    .. bytes[Math.Min(bytes.Length, at + 1 + dice.Below(dice.OneIn(3) ? bytes.Length : 8))..],
                ];
            case 6:
                return Inserted(bytes, at, bytes.AsSpan(Place(bytes, dice)), dice);
            case 7:
                return Inserted(
                    bytes,
                    at,
                    dice.Pick(seeds) is { Length: > 0 } other ? other.AsSpan(dice.Below(other.Length)) : [],
                    dice
                );
            default:
                return Inserted(bytes, at, dice.Pick(tokens!), null);
        }
    }

    /// <summary>Headers decide most, so half of the places lie in the first bytes.</summary>
    private static int Place(byte[] bytes, Dice dice) =>
        dice.Below(dice.OneIn(2) ? Math.Min(bytes.Length, 64) : bytes.Length);

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        byte[] copy = [.. bytes];
        copy[at] = value;
        return copy;
    }

    private static byte[] Number(byte[] bytes, int at, Dice dice)
    {
        byte[] copy = [.. bytes];
        Span<byte> number = stackalloc byte[8];
        ulong value = dice.Pick(Tokens.Edges);
        int size = 1 << dice.Below(4);
        if (dice.OneIn(2))
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteUInt64BigEndian(number, size == 8 ? value : value << (64 - size * 8));
        number[..Math.Min(size, copy.Length - at)].CopyTo(copy.AsSpan(at));
        return copy;
    }

    private static byte[] Inserted(byte[] bytes, int at, ReadOnlySpan<byte> part, Dice? dice)
    {
        if (dice is not null)
            part = part[..Math.Min(part.Length, 1 + dice.Below(dice.OneIn(3) ? 512 : 16))];
        return bytes.Length + part.Length > Longest && bytes.Length < Longest
            ? bytes
            : [.. bytes[..at], .. part, .. bytes[at..]];
    }
}
