using System.Buffers.Binary;
using Hippogriff.Campaigns.Fuzzing;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows safetensors: the JSON of the header is changed as JSON and its length is right again; the data
/// stays, is cut, or gets numbers that are none.
/// </summary>
internal sealed class SafetensorsChanges
{
    private static readonly byte[][] s_values =
    [
        [0, 0, 0xc0, 0x7f],
        [0, 0, 0x80, 0x7f],
        [0, 0, 0x80, 0xff],
        [0xff, 0xff, 0x7f, 0x7f],
        [0, 0x7e, 0, 0x7c],
    ];
    private readonly IReadOnlyList<byte[]> _files;
    private readonly JsonChanges _headers;

    public SafetensorsChanges(IReadOnlyList<byte[]> files)
    {
        _files = files;
        _headers = new JsonChanges([.. files.Select(file => Header(file))]);
    }

    /// <summary>A changed file.</summary>
    public byte[] Next(Dice dice)
    {
        if (dice.OneIn(4))
            return ByteChanges.Of(_files, dice, Tokens.Json);
        byte[] file = dice.Pick(_files),
            data = file[(8 + Header(file).Length)..];
        byte[] header = dice.OneIn(5) ? Header(file) : _headers.Next(dice);
        if (dice.OneIn(5) && data.Length > 8)
            data = Values(data, dice);
        if (dice.OneIn(12))
            data = dice.OneIn(2) ? data[..dice.Below(data.Length + 1)] : [.. data, .. dice.Pick(Tokens.Text)];
        byte[] length = new byte[8];
        ulong said = dice.OneIn(20)
            ? dice.Pick<ulong>([
                0,
                1,
                100_000_000,
                100_000_001,
                long.MaxValue,
                ulong.MaxValue,
                (ulong)header.Length + 1,
            ])
            : (ulong)header.Length;
        BinaryPrimitives.WriteUInt64LittleEndian(length, said);
        return [.. length, .. header, .. data];
    }

    private static byte[] Values(byte[] data, Dice dice)
    {
        byte[] copy = [.. data];
        byte[] value = dice.Pick(s_values);
        value.CopyTo(copy.AsSpan(dice.Below(data.Length / 4 - 1) * 4));
        return copy;
    }

    private static byte[] Header(byte[] file) => file[8..(8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))];
}
