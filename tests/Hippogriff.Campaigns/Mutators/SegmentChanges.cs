using System.Buffers.Binary;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows JPEG and WebP: segments of metadata are put in, with lengths that are right, mostly.
/// </summary>
/// <param name="seeds">Whole files.</param>
/// <param name="exif">TIFF structures.</param>
internal sealed class SegmentChanges(IReadOnlyList<byte[]> seeds, Func<Dice, byte[]> exif)
{
    /// <summary>A changed JPEG.</summary>
    public byte[] Jpeg(Dice dice)
    {
        if (dice.OneIn(2))
            return ByteChanges.Of(seeds, dice);
        byte[] jpeg = dice.Pick(seeds),
            data = dice.Below(3) switch
            {
                0 => [.. "Exif\0\0"u8, .. exif(dice)],
                1 => [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. dice.Pick(Tokens.Text)],
                _ => dice.Pick(Tokens.Text),
            };
        if (data.Length > 60_000)
            data = data[..60_000];
        byte marker =
            dice.OneIn(4) ? (byte)(0xc0 + dice.Below(0x40))
            : dice.OneIn(4) ? (byte)0xfe
            : (byte)0xe1;
        int length = dice.OneIn(8) ? dice.Below(65_536) : data.Length + 2;
        byte[] put =
        [
            .. jpeg.AsSpan(0, 2),
            0xff,
            marker,
            (byte)(length >> 8),
            (byte)length,
            .. data,
            .. jpeg.AsSpan(2),
        ];
        return dice.OneIn(4) ? ByteChanges.Once(put, seeds, dice) : put;
    }

    /// <summary>A changed WebP.</summary>
    public byte[] Webp(Dice dice)
    {
        if (dice.OneIn(2))
            return ByteChanges.Of(seeds, dice);
        byte[] webp = dice.Pick(seeds),
            data = dice.OneIn(2) ? exif(dice) : dice.Pick(Tokens.Text);
        byte[] name = dice.Pick<byte[]>([
            "EXIF"u8.ToArray(),
            "XMP "u8.ToArray(),
            "ICCP"u8.ToArray(),
            "ALPH"u8.ToArray(),
            "ANIM"u8.ToArray(),
            "abcd"u8.ToArray(),
        ]);
        byte[] size = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(
            size,
            dice.OneIn(8) ? (uint)dice.Pick(Tokens.Edges) : (uint)data.Length
        );
        byte[] chunk = [.. name, .. size, .. data, .. new byte[data.Length & 1]];
        byte[] put = dice.OneIn(3) ? [.. webp.AsSpan(0, 12), .. chunk, .. webp.AsSpan(12)] : [.. webp, .. chunk];
        if (!dice.OneIn(6))
            BinaryPrimitives.WriteUInt32LittleEndian(put.AsSpan(4), (uint)put.Length - 8);
        return dice.OneIn(4) ? ByteChanges.Once(put, seeds, dice) : put;
    }
}
