using System.Numerics;
using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>The result of matching for every pixel.</summary>
/// <param name="Separations">Distance of the two positions that show the scene point between them; 0 if nothing
/// matches.</param>
/// <param name="Costs">Cost of the match, 0 (identical neighbourhoods) to 1 (no match).</param>
internal sealed record RowMatches(int[] Separations, float[] Costs);

/// <summary>Where a match is searched.</summary>
/// <param name="Least">Minimum separation in pixels, at least 1.</param>
/// <param name="Most">Maximum separation in pixels.</param>
/// <param name="Reach">Half of the window's side: 3 means windows of 7x7 pixels.</param>
internal readonly record struct MatchSearch(int Least, int Most, int Reach)
{
    /// <summary>Pixels of a window.</summary>
    public int Window => (2 * Reach + 1) * (2 * Reach + 1);
}

/// <summary>
/// Matches a picture with itself along its rows. The cost of a separation is summed over square windows, and the best
/// window that contains a pixel counts. Such shiftable windows keep edges sharp (Bobick and Intille, "Large Occlusion
/// Stereo", 1999). The cheapest separation wins, and is kept only if the left and the right position choose the same
/// one. Accidental repetitions match as well as true ones. A separation at which little else of the picture repeats
/// therefore costs a little more.
/// </summary>
internal static class RowMatching
{
    private const int BandHeight = 48;

    /// <summary>Extra cost of a separation at which nothing else repeats, as a share of chance.</summary>
    private const double Lonely = 0.1;

    /// <param name="image">The stereogram.</param>
    /// <param name="repetition">Global repetition of the picture.</param>
    /// <param name="search">Where to search.</param>
    /// <param name="tell">Receives the share of finished row bands, on any thread.</param>
    /// <param name="cancellationToken">Checked before every band of rows.</param>
    public static RowMatches Match(
        RgbImage image,
        Repetition repetition,
        MatchSearch search,
        Action<double> tell,
        CancellationToken cancellationToken
    )
    {
        int[] separations = new int[image.Width * image.Height];
        float[] costs = new float[image.Width * image.Height];
        int[] extra =
        [
            .. Enumerable
                .Range(0, search.Most + 1)
                .Select(d =>
                    (int)(
                        Lonely
                        * repetition.Chance
                        * (2 * search.Reach + 1)
                        * (2 * search.Reach + 1)
                        * (1 - Support(repetition.Scores, d, search.Least, search.Most))
                    )
                ),
        ];
        int bands = (image.Height + BandHeight - 1) / BandHeight,
            done = 0;
        Parallel.For(
            0,
            bands,
            new ParallelOptions { CancellationToken = cancellationToken },
            band =>
            {
                int top = band * BandHeight,
                    bottom = Math.Min(image.Height, top + BandHeight);
                new Band(image, top, bottom, search).Match(extra, separations, costs);
                tell(Interlocked.Increment(ref done) / (double)bands);
            }
        );
        return new RowMatches(separations, costs);
    }

    /// <summary>
    /// Support of a separation: 1 if its score is at least a quarter of the best, 0 if nothing repeats. Neighbouring
    /// separations count too, because slopes have many.
    /// </summary>
    private static double Support(double[] scores, int d, int least, int most)
    {
        double At(int separation) => separation < scores.Length ? scores[separation] : 0;
        double best = Enumerable.Range(least, most - least + 1).Max(At);
        return best <= 0 ? 0 : Math.Min(1, 4 * Math.Max(At(d), Math.Max(At(d - 1 < 0 ? 0 : d - 1), At(d + 1))) / best);
    }

    /// <summary>A band of rows, matched one separation after the other.</summary>
    private sealed class Band
    {
        private readonly RgbImage _image;
        private readonly MatchSearch _search;
        private readonly int _top,
            _bottom,
            _first,
            _last,
            _width,
            _reach;
        private readonly int[] _raw,
            _across,
            _windows,
            _best; // with `reach` windows and pixels more above and below where there are any

        public Band(RgbImage image, int top, int bottom, MatchSearch search)
        {
            (_image, _top, _bottom, _search, _width) = (image, top, bottom, search, image.Width);
            int reach = _reach = search.Reach;
            (_first, _last) = (Math.Max(0, top - 2 * reach), Math.Min(image.Height, bottom + 2 * reach));
            int size = (_last - _first) * _width;
            (_raw, _across, _windows, _best) = (new int[size], new int[size], new int[size], new int[size]);
        }

        public void Match(int[] extra, int[] separations, float[] costs)
        {
            int size = (_bottom - _top) * _width;
            Cheapest left = new(size),
                right = new(size),
                middle = new(size);
            for (int d = _search.Least; d <= _search.Most; d++)
            {
                Cost(d);
                for (int y = _top; y < _bottom; y++)
                {
                    int from = (y - _first) * _width,
                        to = (y - _top) * _width;
                    for (int x = 0; x < _width - d; x++)
                    {
                        int cost = _best[from + x] + extra[d];
                        left.Offer(to + x, d, cost);
                        right.Offer(to + x + d, d, cost);
                        middle.Offer(to + x + d / 2, d, cost);
                    }
                }
            }
            for (int i = 0; i < size; i++)
            {
                int d = middle.Separations[i],
                    at = _top * _width + i;
                costs[at] = d == 0 ? 1 : Math.Min(1, middle.Costs[i] / (float)(_search.Window * RowPeriods.Cap));
                if (d == 0)
                    continue;
                int a = i - d / 2,
                    b = a + d; // both on the same row, by how middle was filled
                bool agree =
                    i % _width - d / 2 >= 0
                    && Math.Abs(left.Separations[a] - d) <= 1
                    && Math.Abs(right.Separations[b] - d) <= 1;
                separations[at] = agree ? d : 0;
            }
        }

        /// <summary>The cheapest separation so far for every pixel of the band, the first of equal ones.</summary>
        private sealed class Cheapest
        {
            public Cheapest(int size)
            {
                (Separations, Costs) = (new int[size], new int[size]);
                Array.Fill(Costs, int.MaxValue);
            }

            public int[] Separations { get; }

            public int[] Costs { get; }

            public void Offer(int at, int separation, int cost)
            {
                if (cost < Costs[at])
                    (Costs[at], Separations[at]) = (cost, separation);
            }
        }

        /// <summary>
        /// For the left pixel of each pair at distance <paramref name="d"/>: the cost of the best window that contains
        /// it, scaled to a full window.
        /// </summary>
        private void Cost(int d)
        {
            int places = _width - d,
                rows = _last - _first;
            for (int y = 0; y < rows; y++)
            {
                ReadOnlySpan<byte> row = _image.Pixels.AsSpan((_first + y) * _width * 3, _width * 3);
                for (int x = 0; x < places; x++)
                    _raw[y * _width + x] = RowPeriods.Difference(row, x * 3, (x + d) * 3);
                Sums(Row(_raw, y, places), Row(_across, y, places));
            }
            for (int y = 0; y < rows; y++)
            {
                Span<int> sum = Row(_windows, y, places);
                sum.Clear();
                (int from, int to) = (Math.Max(0, y - _reach), Math.Min(rows - 1, y + _reach));
                for (int v = from; v <= to; v++)
                    Add(sum, Row(_across, v, places));
                if (to - from < 2 * _reach)
                    for (int x = 0; x < places; x++)
                        sum[x] = sum[x] * (2 * _reach + 1) / (to - from + 1);
            }
            for (int y = 0; y < rows; y++)
            {
                Span<int> least = Row(_across, y, places),
                    from = Row(_windows, y, places);
                from.CopyTo(least);
                for (int k = 1; k <= Math.Min(_reach, places - 1); k++)
                {
                    Lower(least[..^k], from[k..]);
                    Lower(least[k..], from[..^k]);
                }
            }
            for (int y = 0; y < rows; y++)
            {
                Span<int> best = Row(_best, y, places);
                Row(_across, y, places).CopyTo(best);
                for (int v = Math.Max(0, y - _reach); v <= Math.Min(rows - 1, y + _reach); v++)
                    Lower(best, Row(_across, v, places));
            }
        }

        private Span<int> Row(int[] values, int y, int places) => values.AsSpan(y * _width, places);

        /// <summary>Sums of 2 reach + 1 neighbours; near the ends, sums of the existing ones, scaled up.</summary>
        private void Sums(ReadOnlySpan<int> from, Span<int> to)
        {
            int sum = 0,
                full = 2 * _reach + 1;
            for (int i = 0; i < Math.Min(_reach, from.Length); i++)
                sum += from[i];
            for (int i = 0; i < from.Length; i++)
            {
                if (i + _reach < from.Length)
                    sum += from[i + _reach];
                if (i - _reach - 1 >= 0)
                    sum -= from[i - _reach - 1];
                int there = Math.Min(from.Length - 1, i + _reach) - Math.Max(0, i - _reach) + 1;
                to[i] = there == full ? sum : sum * full / there;
            }
        }

        private static void Add(Span<int> to, ReadOnlySpan<int> other)
        {
            int i = 0;
            for (; i <= to.Length - Vector<int>.Count; i += Vector<int>.Count)
                (new Vector<int>(to[i..]) + new Vector<int>(other[i..])).CopyTo(to[i..]);
            for (; i < to.Length; i++)
                to[i] += other[i];
        }

        /// <summary>Element-wise minimum.</summary>
        private static void Lower(Span<int> to, ReadOnlySpan<int> other)
        {
            int i = 0;
            for (; i <= to.Length - Vector<int>.Count; i += Vector<int>.Count)
                Vector.Min(new Vector<int>(to[i..]), new Vector<int>(other[i..])).CopyTo(to[i..]);
            for (; i < to.Length; i++)
                to[i] = Math.Min(to[i], other[i]);
        }
    }
}
