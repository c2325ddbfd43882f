using System.Buffers.Binary;

namespace Hippogriff.Imaging.Codecs;

/// <summary>
/// Writes animated GIFs (GIF89a): a palette a frame by <see cref="ColourBoxes"/>, LZW with growing codes, endless
/// repetition. SkiaSharp can only read GIFs.
/// </summary>
internal static class GifFile
{
    private const int CodeBits = 8,
        Clear = 1 << CodeBits,
        End = Clear + 1,
        MostCodes = 4_096;

    public static byte[] Encode(IReadOnlyList<FilmFrame> frames)
    {
        using MemoryStream gif = new();
        gif.Write("GIF89a"u8);
        Short(gif, frames[0].Image.Width);
        Short(gif, frames[0].Image.Height);
        gif.Write([0x70, 0, 0]); // no global palette
        gif.Write([0x21, 0xff, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]); // for ever
        foreach (FilmFrame frame in frames)
            Write(gif, frame);
        gif.WriteByte(0x3b);
        return gif.ToArray();
    }

    private static void Write(MemoryStream gif, FilmFrame frame)
    {
        (byte[] palette, byte[] indices) = ColourBoxes.Reduce(frame.Image);
        gif.Write([0x21, 0xf9, 4, 0x04]); // stays until the next
        // readers treat less than 2 as 10
        Short(gif, (int)Math.Clamp(Math.Round(frame.Time.TotalMilliseconds / 10), 2, ushort.MaxValue));
        gif.Write([0, 0, 0x2c, 0, 0, 0, 0]);
        Short(gif, frame.Image.Width);
        Short(gif, frame.Image.Height);
        gif.WriteByte(0x80 | (CodeBits - 1)); // 256 colours of its own
        gif.Write(palette);
        gif.WriteByte(CodeBits);
        Compress(gif, indices);
    }

    /// <summary>LZW by appendix F of the specification: a full table is reset.</summary>
    private static void Compress(MemoryStream gif, byte[] indices)
    {
        BlockWriter blocks = new(gif);
        Dictionary<int, int> table = [];
        int next = End + 1,
            bits = CodeBits + 1,
            prefix = indices[0];
        blocks.Write(Clear, bits);
        for (int i = 1; i < indices.Length; i++)
        {
            int key = prefix << 8 | indices[i];
            if (table.TryGetValue(key, out int known))
            {
                prefix = known;
                continue;
            }
            blocks.Write(prefix, bits);
            if (next == MostCodes)
            {
                blocks.Write(Clear, bits);
                table.Clear();
                (next, bits) = (End + 1, CodeBits + 1);
            }
            else
            {
                table.Add(key, next);
                if (next++ == 1 << bits)
                    bits++;
            }
            prefix = indices[i];
        }
        blocks.Write(prefix, bits);
        blocks.Write(End, bits);
        blocks.Finish();
    }

    private static void Short(MemoryStream gif, int value)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(two, checked((ushort)value));
        gif.Write(two);
    }

    /// <summary>Packs codes, lowest bit first, into blocks of at most 255 bytes.</summary>
    private sealed class BlockWriter(MemoryStream gif)
    {
        private readonly byte[] _block = new byte[255];
        private int _used,
            _bits,
            _held;

        public void Write(int code, int bits)
        {
            _held |= code << _bits;
            for (_bits += bits; _bits >= 8; _bits -= 8, _held >>= 8)
                Put((byte)_held);
        }

        public void Finish()
        {
            if (_bits > 0)
                Put((byte)_held);
            Flush();
            gif.WriteByte(0);
        }

        private void Put(byte value)
        {
            _block[_used++] = value;
            if (_used == _block.Length)
                Flush();
        }

        private void Flush()
        {
            if (_used == 0)
                return;
            gif.WriteByte((byte)_used);
            gif.Write(_block, 0, _used);
            _used = 0;
        }
    }
}
