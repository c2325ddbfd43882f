using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows GIF: extensions are put in (comments, XMP, loops, plain text, unknown ones), and screens and
/// frames get other sizes and places.
/// </summary>
/// <param name="seeds">Whole files without a palette for all frames, whose first block begins at byte 13.</param>
/// <param name="texts">Texts for comments.</param>
internal sealed class GifChanges(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> texts)
{
    private const int FirstBlock = 13,
        LongestSub = 255;

    /// <summary>A changed file.</summary>
    public byte[] Next(Dice dice)
    {
        if (dice.OneIn(3))
            return ByteChanges.Of(seeds, dice);
        byte[] gif = [.. dice.Pick(seeds)];
        if (dice.OneIn(3))
            Screen(gif, dice);
        if (dice.OneIn(2))
            Frame(gif, dice);
        for (int more = dice.Below(3); more > 0; more--)
        {
            int at = dice.OneIn(3) ? gif.Length - 1 : FirstBlock;
            gif = [.. gif[..at], .. Extension(dice), .. gif[at..]];
        }
        return dice.OneIn(6) ? ByteChanges.Once(gif, seeds, dice) : gif;
    }

    private static void Screen(byte[] gif, Dice dice)
    {
        gif[6 + dice.Below(4)] = (byte)dice.Below(dice.OneIn(3) ? 256 : 4);
        if (dice.OneIn(4))
            gif[10] = (byte)dice.Bits(); // says that a palette follows
    }

    /// <summary>A frame elsewhere: the five fields behind its separator are place, size and flags.</summary>
    private static void Frame(byte[] gif, Dice dice)
    {
        int at = Array.IndexOf(gif, (byte)0x2c, FirstBlock);
        if (at < 0 || at + 9 >= gif.Length)
            return;
        gif[at + 1 + dice.Below(9)] = dice.OneIn(2) ? (byte)dice.Below(3) : (byte)dice.Bits();
    }

    private byte[] Extension(Dice dice)
    {
        byte[] data = dice.OneIn(2) ? dice.Pick(Tokens.Text) : TextChanges.Of(texts, dice);
        (byte label, byte[] head) = dice.Below(6) switch
        {
            0 => ((byte)0xff, [11, .. "XMP DataXMP"u8]),
            1 => ((byte)0xff, [11, .. "NETSCAPE2.0"u8]),
            2 => ((byte)0xf9, [4, (byte)dice.Bits(), (byte)dice.Bits(), (byte)dice.Bits(), (byte)dice.Bits()]),
            3 => ((byte)0x01, [12, .. new byte[12]]),
            4 => ((byte)dice.Bits(), []),
            _ => ((byte)0xfe, Array.Empty<byte>()),
        };
        List<byte> block = [0x21, label, .. head];
        foreach (byte[] part in data.Chunk(LongestSub))
            block.AddRange([dice.OneIn(40) ? (byte)dice.Bits() : (byte)part.Length, .. part]);
        if (!dice.OneIn(20))
            block.Add(0);
        return [.. block];
    }
}
