using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>
/// Makes single-image random-dot stereograms (Thimbleby, Inglis and Witten, IEEE Computer 27(10), 1994). For every
/// scene point that both eyes see, the two positions where they see it must have the same colour. Unconstrained pixels
/// get random colours.
/// </summary>
public static class Stereogram
{
    /// <summary>Makes a stereogram with the size of the depth map.</summary>
    /// <param name="depth">The depth map to hide.</param>
    /// <param name="options">Options.</param>
    /// <exception cref="HippogriffException">An option is out of range.</exception>
    public static RgbImage Make(DepthMap depth, StereogramOptions? options = null)
    {
        options ??= new StereogramOptions();
        options.Check(depth.Width);
        EyeGeometry eyes = new(2.0 * options.SeparationFor(depth.Width), options.Depth);
        Paint paint = new(options, options.SeparationFor(depth.Width));
        byte[] pixels = new byte[depth.Width * depth.Height * 3];
        Parallel.For(
            0,
            depth.Height,
            y =>
            {
                int[] bonds = Bonds(depth.Values.AsSpan(y * depth.Width, depth.Width), y, eyes);
                paint.Row(bonds, y, pixels.AsSpan(y * depth.Width * 3, depth.Width * 3));
            }
        );
        return new RgbImage(depth.Width, depth.Height, pixels);
    }

    /// <summary>
    /// For every pixel of a row, the leftmost pixel that must have the same colour. The two positions lie on both sides
    /// of the point, so the hidden scene is not shifted. For an odd separation, the side of the longer half alternates
    /// between rows.
    /// </summary>
    internal static int[] Bonds(ReadOnlySpan<float> row, int y, EyeGeometry eyes)
    {
        int[] same = new int[row.Length];
        for (int x = 0; x < same.Length; x++)
            same[x] = x;
        for (int x = 0; x < row.Length; x++)
        {
            int separation = eyes.Separation(row[x]);
            int left = x - (separation + (separation & y & 1)) / 2,
                right = left + separation;
            if (left < 0 || right >= row.Length || !eyes.IsSeen(row, x))
                continue;
            int a = Root(same, left),
                b = Root(same, right);
            same[Math.Max(a, b)] = Math.Min(a, b);
        }
        for (int x = 0; x < same.Length; x++)
            same[x] = Root(same, x);
        return same;
    }

    /// <summary>Finds the leftmost pixel of a chain, with path compression.</summary>
    private static int Root(int[] same, int x)
    {
        while (same[x] != x)
            x = same[x] = same[same[x]];
        return x;
    }

    /// <summary>Colours for unconstrained pixels.</summary>
    private sealed class Paint(StereogramOptions options, int separation)
    {
        private readonly RgbImage? _tile =
            options.Pattern == DotPattern.Tile
                ? ImageScaling.Cover(
                    options.Tile!,
                    separation,
                    (int)
                        Math.Clamp(
                            Math.Round((double)options.Tile!.Height * separation / options.Tile.Width),
                            1,
                            8 * separation
                        )
                )
                : null;

        public void Row(int[] bonds, int y, Span<byte> row)
        {
            int[] column = new int[bonds.Length]; // of the tile: it goes on where no bond says otherwise
            for (int x = 0; x < bonds.Length; x++)
            {
                Span<byte> pixel = row.Slice(x * 3, 3);
                if (bonds[x] != x)
                    row.Slice(bonds[x] * 3, 3).CopyTo(pixel);
                column[x] =
                    bonds[x] != x ? column[bonds[x]]
                    : x == 0 ? 0
                    : (column[x - 1] + 1) % separation;
                if (bonds[x] != x)
                    continue;
                if (_tile is not null)
                    _tile.Pixels.AsSpan((y % _tile.Height * _tile.Width + column[x]) * 3, 3).CopyTo(pixel);
                else
                    Dot(x / options.DotSize, y / options.DotSize, pixel);
            }
        }

        private void Dot(int x, int y, Span<byte> pixel)
        {
            ulong random = Mix(Mix((ulong)options.Seed) ^ ((ulong)(uint)x << 32 | (uint)y));
            if (options.Pattern == DotPattern.Dots)
            {
                pixel.Fill((random & 1) == 0 ? (byte)24 : (byte)244);
                return;
            }
            double hue = (random & 0xffff) / 65536.0 * 6,
                colour = 0.5 + 0.4 * (random >> 16 & 0xff) / 255,
                light = 0.25 + 0.75 * (random >> 24 & 0xff) / 255;
            for (int c = 0; c < 3; c++) // hue, saturation and value to RGB
            {
                double k = (5 - 2 * c + hue) % 6,
                    share = Math.Clamp(Math.Min(k, 4 - k), 0, 1);
                pixel[c] = (byte)Math.Round(255 * light * (1 - colour * share));
            }
        }

        private static ulong Mix(ulong z) => SplitMix64.Mix(unchecked(z + SplitMix64.Step));
    }
}
