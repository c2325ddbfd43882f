namespace Hippogriff.Stereograms;

/// <summary>Distances of a shape's pixels to its outside.</summary>
internal static class DistanceField
{
    private const double Nowhere = 1e20;

    /// <summary>
    /// The exact Euclidean distance in pixels from every pixel to the nearest one outside the shape; 0 outside.
    /// Everything beyond the border is outside. Uses lower envelopes of parabolas, first for columns, then for rows
    /// (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012).
    /// </summary>
    public static float[] Inside(bool[] shape, int width, int height)
    {
        int wide = width + 2,
            high = height + 2; // a frame of outside
        double[] squares = new double[wide * high];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (shape[y * width + x])
                squares[(y + 1) * wide + x + 1] = Nowhere;
        for (int x = 0; x < wide; x++)
            Envelope(squares, x, wide, high);
        for (int y = 0; y < high; y++)
            Envelope(squares, y * wide, 1, wide);
        float[] distances = new float[width * height];
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            distances[y * width + x] = (float)Math.Sqrt(squares[(y + 1) * wide + x + 1]);
        return distances;
    }

    /// <summary>Replaces a line of <paramref name="count"/> values f by min over q of (p - q)^2 + f(q).</summary>
    private static void Envelope(double[] values, int start, int step, int count)
    {
        double[] f = new double[count],
            from = new double[count + 1];
        int[] at = new int[count];
        for (int i = 0; i < count; i++)
            f[i] = values[start + i * step];
        int last = 0;
        (from[0], from[1]) = (double.NegativeInfinity, double.PositiveInfinity);
        for (int q = 1; q < count; q++)
        {
            double crossing = Crossing(f, q, at[last]);
            while (crossing <= from[last])
                crossing = Crossing(f, q, at[--last]);
            at[++last] = q;
            (from[last], from[last + 1]) = (crossing, double.PositiveInfinity);
        }
        for (int p = 0, k = 0; p < count; p++)
        {
            while (from[k + 1] < p)
                k++;
            values[start + p * step] = (p - at[k]) * (double)(p - at[k]) + f[at[k]];
        }
    }

    /// <summary>
    /// The position from which the parabola at <paramref name="q"/> is below the one at <paramref name="r"/>, with r
    /// left of q.
    /// </summary>
    private static double Crossing(double[] f, int q, int r) =>
        (f[q] + (double)q * q - (f[r] + (double)r * r)) / (2.0 * (q - r));
}
