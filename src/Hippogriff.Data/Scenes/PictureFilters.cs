namespace Hippogriff.Data.Scenes;

/// <summary>Filters for the looks: greys, edges and blurs of 8-bit RGB pictures.</summary>
internal static class PictureFilters
{
    public static float[] Luma(byte[] rgb)
    {
        float[] grey = new float[rgb.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = Luma(rgb, i * 3);
        return grey;
    }

    // Rec. 601, as in analogue television.
    public static float Luma(byte[] rgb, int at) => 0.299f * rgb[at] + 0.587f * rgb[at + 1] + 0.114f * rgb[at + 2];

    // Magnitude of the Sobel gradient / 4, with repeated borders.
    public static float[] Edges(float[] grey, int width, int height)
    {
        float[] edges = new float[grey.Length];
        for (int y = 0; y < height; y++)
        {
            (int up, int down) = (Math.Max(0, y - 1) * width, Math.Min(height - 1, y + 1) * width);
            for (int x = 0; x < width; x++)
            {
                (int l, int r, int m) = (Math.Max(0, x - 1), Math.Min(width - 1, x + 1), y * width);
                float gx =
                    grey[up + r] + 2 * grey[m + r] + grey[down + r] - grey[up + l] - 2 * grey[m + l] - grey[down + l];
                float gy =
                    grey[down + l]
                    + 2 * grey[down + x]
                    + grey[down + r]
                    - grey[up + l]
                    - 2 * grey[up + x]
                    - grey[up + r];
                edges[m + x] = MathF.Sqrt(gx * gx + gy * gy) / 2;
            }
        }
        return edges;
    }

    // Box blur in both directions.
    public static float[] Blur(float[] source, int width, int height, int reach)
    {
        (float[] across, float[] result) = (new float[source.Length], new float[source.Length]);
        for (int i = 0; i < source.Length; i++)
        {
            (int x, int y, float sum) = (i % width, i / width, 0f);
            for (int u = -reach; u <= reach; u++)
                sum += source[y * width + Math.Clamp(x + u, 0, width - 1)];
            across[i] = sum / (2 * reach + 1);
        }
        for (int i = 0; i < source.Length; i++)
        {
            (int x, int y, float sum) = (i % width, i / width, 0f);
            for (int v = -reach; v <= reach; v++)
                sum += across[Math.Clamp(y + v, 0, height - 1) * width + x];
            result[i] = sum / (2 * reach + 1);
        }
        return result;
    }

    public static void Set(byte[] rgb, int i, float grey) => rgb[i * 3] = rgb[i * 3 + 1] = rgb[i * 3 + 2] = Byte(grey);

    public static byte Byte(float value) => (byte)Math.Clamp((int)(value + 0.5f), 0, 255);

    /// <summary>The largest value within <paramref name="reach"/> pixels, across and down.</summary>
    public static float[] Widest(float[] source, int width, int height, int reach)
    {
        if (reach == 0)
            return source;
        (float[] across, float[] result) = (new float[source.Length], new float[source.Length]);
        for (int i = 0; i < source.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            for (int u = Math.Max(0, x - reach); u <= Math.Min(width - 1, x + reach); u++)
                across[i] = Math.Max(across[i], source[y * width + u]);
        }
        for (int i = 0; i < source.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            for (int v = Math.Max(0, y - reach); v <= Math.Min(height - 1, y + reach); v++)
                result[i] = Math.Max(result[i], across[v * width + x]);
        }
        return result;
    }
}
