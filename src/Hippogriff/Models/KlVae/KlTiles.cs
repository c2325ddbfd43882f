using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.KlVae;

/// <summary>
/// Decodes a picture by overlapping tiles, for less memory. The middle and the smallest level are computed for the
/// whole picture, since they attend to all of it. The large levels behind them are convolutions, which read a
/// neighbourhood, and group norms, which read everything.
/// </summary>
/// <remarks>
/// Tiles overlap by more than a pixel's neighbourhood. So two tiles have the same pixels where they meet, and there is
/// no seam to blend. The norms of all tiles use one set of statistics (<see cref="NormBook"/>). It comes from a first
/// pass over every n-th cell, so small that it is one tile. These statistics are near those of the whole picture. What
/// differs from them changes all pixels alike.
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

    /// <summary>Pixels of cells [1, C, H, W], tile by tile, with the statistics of the open book.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="cells">What <see cref="KlDecoder.Begin"/> gave.</param>
    /// <param name="most">Side of a tile in cells, without its overlap.</param>
    public static Tensor Joined(KlDecoder decoder, Tensor cells, int most)
    {
        using DisposeScope scope = NewDisposeScope();
        int pixels = decoder.PixelsOfCell;
        Tensor picture = empty(
            [1, decoder.Colours, cells.shape[2] * pixels, cells.shape[3] * pixels],
            dtype: cells.dtype,
            device: cells.device
        );
        foreach ((long top, long height) in Parts(cells.shape[2], most))
        foreach ((long left, long width) in Parts(cells.shape[3], most))
        {
            using DisposeScope tile = NewDisposeScope();
            (long firstRow, long rows) = Wider(top, height, decoder.Reach, cells.shape[2]);
            (long firstColumn, long columns) = Wider(left, width, decoder.Reach, cells.shape[3]);
            Tensor drawn = decoder.Finish(cells.narrow(2, firstRow, rows).narrow(3, firstColumn, columns).clone());
            Tensor kept = drawn
                .narrow(2, (top - firstRow) * pixels, height * pixels)
                .narrow(3, (left - firstColumn) * pixels, width * pixels);
            picture.narrow(2, top * pixels, height * pixels).narrow(3, left * pixels, width * pixels).copy_(kept);
        }
        return picture.MoveToOuterDisposeScope();
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
