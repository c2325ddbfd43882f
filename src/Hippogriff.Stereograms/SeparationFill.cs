namespace Hippogriff.Stereograms;

/// <summary>Fills unmatched pixels and removes single errors.</summary>
internal static class SeparationFill
{
    private const int MedianReach = 2;

    /// <summary>
    /// Fills positions without a match (0) and applies a 5x5 median. They are next to an edge, where only one eye sees
    /// the wall. They take the farther (larger) of the matches on the left and right.
    /// </summary>
    /// <param name="separations">Changed in place.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="far">Separation for a row without any match.</param>
    public static void Fill(int[] separations, int width, int height, int far)
    {
        for (int y = 0; y < height; y++)
            FillRow(separations.AsSpan(y * width, width), far);
        int[] filled = [.. separations];
        Parallel.For(
            0,
            height,
            y =>
            {
                List<int> window = [];
                for (int x = 0; x < width; x++)
                {
                    window.Clear();
                    for (int v = Math.Max(0, y - MedianReach); v <= Math.Min(height - 1, y + MedianReach); v++)
                    for (int u = Math.Max(0, x - MedianReach); u <= Math.Min(width - 1, x + MedianReach); u++)
                        window.Add(filled[v * width + u]);
                    window.Sort();
                    separations[y * width + x] = window[window.Count / 2];
                }
            }
        );
    }

    private static void FillRow(Span<int> row, int far)
    {
        int x = 0;
        while (x < row.Length)
        {
            if (row[x] != 0)
            {
                x++;
                continue;
            }
            int end = x;
            while (end < row.Length && row[end] == 0)
                end++;
            int left = Beside(row, x - 1, -1),
                right = Beside(row, end, 1);
            row[x..end].Fill(left == 0 && right == 0 ? far : Math.Max(left, right));
            x = end;
        }
    }

    /// <summary>
    /// The farthest of the three pixels next to a gap. The first one may be a partial match, cut off by the border.
    /// </summary>
    private static int Beside(ReadOnlySpan<int> row, int at, int step)
    {
        int farthest = 0;
        for (int i = 0; i < 3 && at >= 0 && at < row.Length; i++, at += step)
            farthest = Math.Max(farthest, row[at]);
        return farthest;
    }
}
