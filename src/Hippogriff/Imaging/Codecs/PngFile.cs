using System.Buffers.Binary;
using System.IO.Compression;
using Hippogriff.Files;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// Writes PNGs with text chunks, and reads the texts. The same picture and texts give the same bytes.
/// </summary>
public static class PngFile
{
    /// <summary>Keyword of the infotext, as common programs read it.</summary>
    public const string ParametersKey = "parameters";

    /// <summary>Keyword of the XMP packet.</summary>
    public const string XmpKey = "XML:com.adobe.xmp";

    private const int Up = 2,
        Last = 4; // numbers of filters (PNG, section 9.2)

    /// <summary>Writes a picture.</summary>
    /// <param name="path">The file; its folder is made if it does not exist.</param>
    /// <param name="image">The picture.</param>
    /// <param name="generated">True if a network generated it or parts of it (sheets, strips): marked so in
    /// XMP.</param>
    /// <param name="texts">Texts to write into it, by keyword of 1 to 79 Latin-1 characters.</param>
    /// <exception cref="HippogriffException">The file cannot be written; nothing is left behind.</exception>
    public static void Write(
        string path,
        RgbImage image,
        bool generated = false,
        IReadOnlyDictionary<string, string>? texts = null
    ) => AtomicFile.Write(path, Encode(image, generated, texts));

    /// <summary>
    /// The bytes of a picture, see
    /// <see cref="Write(string, RgbImage, bool, IReadOnlyDictionary{string, string}?)"/>.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="generated">True if a network generated it or parts of it.</param>
    /// <param name="texts">Texts to write into it, by keyword of 1 to 79 Latin-1 characters.</param>
    /// <param name="quick">Uses one filter for all rows and the fastest deflate: much faster, and slightly larger. For
    /// previews and large numbers of pictures.</param>
    public static byte[] Encode(
        RgbImage image,
        bool generated = false,
        IReadOnlyDictionary<string, string>? texts = null,
        bool quick = false
    )
    {
        using MemoryStream stream = new();
        stream.Write(PngChunks.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB; no interlace
        PngChunks.Write(stream, "IHDR", header);
        PngChunks.Write(stream, "sRGB", [0]);
        foreach (
            (string key, string text) in (texts ?? new Dictionary<string, string>()).OrderBy(
                pair => pair.Key,
                StringComparer.Ordinal
            )
        )
        {
            if (key.Length is < 1 or > 79 || key.Any(c => c is < ' ' or > 'ÿ'))
                throw new ArgumentException($"'{key}' cannot be a keyword of a PNG.", nameof(texts));
            PngText.Write(stream, key, text);
        }
        if (generated)
            PngText.WriteInternational(stream, XmpKey, XmpPacket.Generated);
        PngChunks.Write(stream, "IDAT", Compress(image, quick));
        PngChunks.Write(stream, "IEND", []);
        return stream.ToArray();
    }

    /// <summary>All texts of a PNG by keyword. Verifies every checksum.</summary>
    /// <exception cref="HippogriffException">The file does not exist, or it is not a whole PNG.</exception>
    public static IReadOnlyDictionary<string, string> ReadTexts(string path) =>
        PngText.ReadAll(ImageFile.ReadBytes(path), $"'{path}'");

    /// <summary>All texts of a PNG in memory.</summary>
    /// <inheritdoc cref="ReadTexts(string)"/>
    public static IReadOnlyDictionary<string, string> ReadTexts(byte[] png, string name = "The picture") =>
        PngText.ReadAll(png, name);

    /// <summary>
    /// Filters and deflates. Each row takes the filter with the smallest sum of bytes (PNG, section 12.7); a quick PNG
    /// takes the Up filter for all rows.
    /// </summary>
    private static byte[] Compress(RgbImage image, bool quick)
    {
        int stride = image.Width * 3;
        using MemoryStream packed = new();
        using (
            ZLibStream zlib = new(packed, quick ? CompressionLevel.Fastest : CompressionLevel.Optimal, leaveOpen: true)
        )
        {
            byte[] tried = new byte[stride],
                best = new byte[stride],
                none = new byte[stride];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * stride, stride),
                    above = y == 0 ? none : image.Pixels.AsSpan((y - 1) * stride, stride);
                int bestSum = int.MaxValue,
                    bestFilter = 0;
                for (int filter = quick ? Up : 0; filter <= (quick ? Up : Last); filter++)
                {
                    int sum = Filter(filter, row, above, tried);
                    if (sum >= bestSum)
                        continue;
                    (bestSum, bestFilter) = (sum, filter);
                    (best, tried) = (tried, best);
                }
                zlib.WriteByte((byte)bestFilter);
                zlib.Write(best);
            }
        }
        return packed.ToArray();
    }

    private static int Filter(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> output)
    {
        int sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < 3 ? 0 : row[i - 3],
                b = above[i],
                c = i < 3 ? 0 : above[i - 3];
            int guess = filter switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => Paeth(a, b, c),
            };
            output[i] = (byte)(row[i] - guess);
            sum += Math.Abs((int)(sbyte)output[i]);
        }
        return sum;
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c,
            pa = Math.Abs(p - a),
            pb = Math.Abs(p - b),
            pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a
            : pb <= pc ? b
            : c;
    }
}
