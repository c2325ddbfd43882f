using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Campaigns.Mutators;

/// <summary>
/// Damage that knows PNG: chunks are changed, doubled, left out, moved and put in, and their lengths and checksums are
/// right again afterwards.
/// </summary>
/// <param name="seeds">Whole PNG files.</param>
/// <param name="texts">Infotexts for text chunks.</param>
/// <param name="exif">TIFF structures for eXIf.</param>
internal sealed class PngChanges(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> texts, Func<Dice, byte[]> exif)
{
    private static readonly string[] s_types =
    [
        "tEXt",
        "zTXt",
        "iTXt",
        "eXIf",
        "gAMA",
        "iCCP",
        "tRNS",
        "PLTE",
        "acTL",
        "fcTL",
        "fdAT",
        "cHRM",
        "sRGB",
        "IDAT",
        "IEND",
        "abcd",
    ];
    private readonly (string Type, byte[] Data)[][] _chunks =
    [
        .. seeds.Select(png =>
            PngChunks.List(png, "seed").Select(c => (c.Type, png.AsSpan(c.Start, c.Length).ToArray())).ToArray()
        ),
    ];

    /// <summary>A changed file.</summary>
    public byte[] Next(Dice dice)
    {
        if (dice.OneIn(6))
            return ByteChanges.Of(seeds, dice);
        List<(string Type, byte[] Data)> chunks = [.. dice.Pick(_chunks)];
        for (int change = 1 + dice.Below(3); change > 0; change--)
            Change(chunks, dice);
        using MemoryStream png = new();
        png.Write(PngChunks.Signature);
        foreach ((string type, byte[] data) in chunks)
            PngChunks.Write(png, type, data);
        byte[] bytes = png.ToArray();
        return dice.OneIn(16) ? ByteChanges.Once(bytes, seeds, dice) : bytes;
    }

    private void Change(List<(string Type, byte[] Data)> chunks, Dice dice)
    {
        int at = dice.Below(chunks.Count);
        switch (chunks.Count == 0 ? 7 : dice.Below(10))
        {
            case 0:
                chunks.RemoveAt(at);
                break;
            case 1:
                chunks.Insert(dice.Below(chunks.Count), chunks[at]);
                break;
            case 2:
                (chunks[at], chunks[0]) = (chunks[0], chunks[at]);
                break;
            case 3:
                chunks[at] = (dice.Pick(s_types), chunks[at].Data);
                break;
            case 4:
                Header(chunks, dice);
                break;
            case 5 or 6:
                chunks[at] = (chunks[at].Type, ByteChanges.Once(chunks[at].Data, seeds, dice));
                break;
            default:
                chunks.Insert(Math.Min(1, chunks.Count), Text(dice));
                break;
        }
    }

    private static void Header(List<(string Type, byte[] Data)> chunks, Dice dice)
    {
        int at = chunks.FindIndex(c => c is { Type: "IHDR", Data.Length: 13 });
        if (at < 0)
            return;
        byte[] data = [.. chunks[at].Data];
        if (dice.OneIn(2))
            BinaryPrimitives.WriteUInt32BigEndian(
                data.AsSpan(4 * dice.Below(2)),
                dice.OneIn(3) ? (uint)dice.Pick(Tokens.Edges) : (uint)dice.Below(300)
            );
        else
            data[8 + dice.Below(5)] = (byte)dice.Below(dice.OneIn(3) ? 256 : 17);
        chunks[at] = ("IHDR", data);
    }

    private (string Type, byte[] Data) Text(Dice dice)
    {
        byte[] key = dice.OneIn(8)
            ? dice.Pick(Tokens.Text)
            : Encoding.Latin1.GetBytes(
                dice.Pick<string>([
                    "parameters",
                    "prompt",
                    "workflow",
                    "Comment",
                    "XML:com.adobe.xmp",
                    "Software",
                    "invokeai_metadata",
                    "Description",
                    "Source",
                ])
            );
        byte[] text = TextChanges.Of(texts, dice);
        switch (dice.Below(4))
        {
            case 0:
                return ("tEXt", [.. key, 0, .. text]);
            case 1:
                return ("zTXt", [.. key, 0, (byte)dice.Below(dice.OneIn(8) ? 3 : 1), .. Packed(text, dice)]);
            case 2:
                bool packed = dice.OneIn(2);
                return (
                    "iTXt",
                    [
                        .. key,
                        0,
                        packed ? (byte)1 : (byte)0,
                        (byte)dice.Below(dice.OneIn(8) ? 3 : 1),
                        .. "en\0k\0"u8,
                        .. packed ? Packed(text, dice) : text,
                    ]
                );
            default:
                return ("eXIf", exif(dice));
        }
    }

    private byte[] Packed(byte[] text, Dice dice)
    {
        if (dice.OneIn(8))
            return [0x78, 0x20, 0, 0, 0, 1]; // asks for a dictionary
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            if (dice.OneIn(200))
                zlib.Write(new byte[5 << 20]);
            if (dice.OneIn(50))
                zlib.Write(Encoding.ASCII.GetBytes("x\n" + new string('a', 60_000)));
            zlib.Write(text);
        }
        byte[] bytes = packed.ToArray();
        return dice.OneIn(6) ? ByteChanges.Once(bytes, seeds, dice) : bytes;
    }
}
