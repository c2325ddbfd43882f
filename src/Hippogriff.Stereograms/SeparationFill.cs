namespace Hippogriff.Stereograms;

/// <summary>Fills what matching left open and takes single errors away.</summary>
internal static class SeparationFill
{
    private const int MedianReach = 2;

    /// <summary>
    /// Places without a match (0) lie beside an edge, where only one eye sees the wall: they take the farther, so
    /// larger, of the matches left and right of them; then the median of 5x5 pixels.
    /// </summary>
    /// <param name="separations">Changed in place.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="far">What a row without any match becomes.</param>
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
    /// The farthest of the three pixels beside a gap: the very first one may be half a match, cut off by the border of
    /// the picture.
    /// </summary>
    private static int Beside(ReadOnlySpan<int> row, int at, int step)
    {
        int farthest = 0;
        for (int i = 0; i < 3 && at >= 0 && at < row.Length; i++, at += step)
            farthest = Math.Max(farthest, row[at]);
        return farthest;
    }
}
