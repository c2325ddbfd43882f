using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.KlVae;

/// <summary>
/// Decodes and encodes a picture by overlapping tiles, for less memory. The middle and the smallest level are computed
/// for the whole picture, since they attend to all of it. The large levels are convolutions, which read a
/// neighbourhood, and group norms, which read everything.
/// </summary>
/// <remarks>
/// Tiles overlap by more than a pixel's neighbourhood. So two tiles have the same pixels where they meet, and there is
/// no seam to blend. The norms of all tiles use one set of statistics (<see cref="NormBook"/>). It comes from a first
/// pass over a smaller copy that is one tile: every n-th cell, or the means of n x n pixels. These statistics are near
/// those of the whole picture. What differs from them changes all pixels alike.
/// </remarks>
internal static class KlTiles
{
    /// <summary>Latents [N, C, h, w] to pixels [N, 3, h f, w f]; owned by the caller's scope.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="z">The latents.</param>
    /// <param name="side">Side of a tile in pixels, without its overlap.</param>
    public static Tensor Decode(KlDecoder decoder, Tensor z, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> pictures = [];
        for (long i = 0; i < z.shape[0]; i++)
        {
            using NormBook book = new();
            Tensor cells = decoder.Begin(z.narrow(0, i, 1)); // [1, C, H, W]
            int most = Math.Max(1, side / decoder.PixelsOfCell);
            if (cells.shape[2] <= most && cells.shape[3] <= most)
            {
                pictures.Add(decoder.Finish(cells));
                continue;
            }
            using IDisposable opened = book.Use();
            long every = (Math.Max(cells.shape[2], cells.shape[3]) + most - 1) / most;
            decoder.Finish(Every(Every(cells, 2, every), 3, every)).Dispose();
            pictures.Add(Joined(decoder, cells, most));
        }
        return cat(pictures, 0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Pixels [N, 3, H, W] to what <see cref="KlEncoder"/> gives, [N, 2 C, H / f, W / f]; owned by the caller's scope.
    /// </summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="x">The pictures.</param>
    /// <param name="side">Side of a tile in pixels, without its overlap.</param>
    public static Tensor Encode(KlEncoder encoder, Tensor x, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> latents = [];
        for (long i = 0; i < x.shape[0]; i++)
        {
            using NormBook book = new();
            Tensor picture = x.narrow(0, i, 1);
            int most = Math.Max(1, side / encoder.PixelsOfCell);
            long every = (Math.Max(x.shape[2], x.shape[3]) + side - 1) / side;
            if (every == 1)
            {
                latents.Add(encoder.call(picture));
                continue;
            }
            Tensor cells;
            using (book.Use())
            {
                encoder.Begin(Smaller(picture, every, encoder.PixelsOfCell)).Dispose();
                cells = Joined(encoder, picture, most);
            }
            latents.Add(encoder.Finish(cells));
        }
        return cat(latents, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Pixels of cells [1, C, H, W], tile by tile, with the statistics of the open book.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="cells">What <see cref="KlDecoder.Begin"/> gave.</param>
    /// <param name="most">Side of a tile in cells, without its overlap.</param>
    public static Tensor Joined(KlDecoder decoder, Tensor cells, int most) =>
        Joined(decoder.Finish, cells, decoder.Colours, new(most, decoder.Reach, 1, decoder.PixelsOfCell));

    /// <summary>Cells of pixels [1, 3, H, W], tile by tile, with the statistics of the open book.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="pixels">The picture.</param>
    /// <param name="most">Side of a tile in cells, without its overlap.</param>
    public static Tensor Joined(KlEncoder encoder, Tensor pixels, int most) =>
        Joined(encoder.Begin, pixels, encoder.Width, new(most, encoder.Reach, encoder.PixelsOfCell, 1));

    /// <summary>What <paramref name="part"/> gives for each tile, joined to [1, C, H, W].</summary>
    private static Tensor Joined(Func<Tensor, Tensor> part, Tensor source, int channels, Grid grid)
    {
        using DisposeScope scope = NewDisposeScope();
        long high = source.shape[2] / grid.Read,
            wide = source.shape[3] / grid.Read;
        int given = grid.Given;
        Tensor joined = empty([1, channels, high * given, wide * given], dtype: source.dtype, device: source.device);
        foreach ((long top, long height) in Parts(high, grid.Most))
        foreach ((long left, long width) in Parts(wide, grid.Most))
        {
            using DisposeScope tile = NewDisposeScope();
            (long firstRow, long rows) = Wider(top, height, grid.Reach, high);
            (long firstColumn, long columns) = Wider(left, width, grid.Reach, wide);
            Tensor read = source
                .narrow(2, firstRow * grid.Read, rows * grid.Read)
                .narrow(3, firstColumn * grid.Read, columns * grid.Read)
                .clone();
            Tensor kept = part(read)
                .narrow(2, (top - firstRow) * given, height * given)
                .narrow(3, (left - firstColumn) * given, width * given);
            joined.narrow(2, top * given, height * given).narrow(3, left * given, width * given).copy_(kept);
        }
        return joined.MoveToOuterDisposeScope();
    }

    /// <summary>How a picture is divided.</summary>
    /// <param name="Most">Side of a tile in cells, without its overlap.</param>
    /// <param name="Reach">The overlap in cells.</param>
    /// <param name="Read">Side of a cell in the source.</param>
    /// <param name="Given">Side of a cell in the result.</param>
    private readonly record struct Grid(int Most, int Reach, int Read, int Given);

    /// <summary>The means of n x n pixels, of which as many are left as make whole cells.</summary>
    private static Tensor Smaller(Tensor pixels, long n, int cell)
    {
        long height = Math.Max(cell, pixels.shape[2] / n / cell * cell),
            width = Math.Max(cell, pixels.shape[3] / n / cell * cell);
        return nn.functional.adaptive_avg_pool2d(pixels, (height, width));
    }

    private static Tensor Every(Tensor x, int dimension, long step) => x.slice(dimension, 0, x.shape[dimension], step);

    private static IEnumerable<(long First, long Length)> Parts(long whole, long most)
    {
        for (long at = 0; at < whole; at += most)
            yield return (at, Math.Min(most, whole - at));
    }

    private static (long First, long Length) Wider(long first, long length, int by, long whole)
    {
        long begin = Math.Max(0, first - by);
        return (begin, Math.Min(whole, first + length + by) - begin);
    }
}
