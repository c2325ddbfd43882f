namespace Hippogriff.Data.Scenes;

/// <summary>Filters for the looks: greys, edges and blurs of 8-bit RGB pictures.</summary>
internal static class PictureFilters
{
    public static float[] Luma(byte[] rgb)
    {
        var grey = new float[rgb.Length / 3];
        for (var i = 0; i < grey.Length; i++)
            grey[i] = Luma(rgb, i * 3);
        return grey;
    }

    // Rec. 601, as in analogue television.
    public static float Luma(byte[] rgb, int at) => 0.299f * rgb[at] + 0.587f * rgb[at + 1] + 0.114f * rgb[at + 2];

    // Magnitude of the Sobel gradient / 4, with repeated borders.
    public static float[] Edges(float[] grey, int width, int height)
    {
        var edges = new float[grey.Length];
        for (var y = 0; y < height; y++)
        {
            var (up, down) = (Math.Max(0, y - 1) * width, Math.Min(height - 1, y + 1) * width);
            for (var x = 0; x < width; x++)
            {
                var (l, r, m) = (Math.Max(0, x - 1), Math.Min(width - 1, x + 1), y * width);
                var gx =
                    grey[up + r] + 2 * grey[m + r] + grey[down + r] - grey[up + l] - 2 * grey[m + l] - grey[down + l];
                var gy =
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
        var (across, result) = (new float[source.Length], new float[source.Length]);
        for (var i = 0; i < source.Length; i++)
        {
            var (x, y, sum) = (i % width, i / width, 0f);
            for (var u = -reach; u <= reach; u++)
                sum += source[y * width + Math.Clamp(x + u, 0, width - 1)];
            across[i] = sum / (2 * reach + 1);
        }
        for (var i = 0; i < source.Length; i++)
        {
            var (x, y, sum) = (i % width, i / width, 0f);
            for (var v = -reach; v <= reach; v++)
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
        var (across, result) = (new float[source.Length], new float[source.Length]);
        for (var i = 0; i < source.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            for (var u = Math.Max(0, x - reach); u <= Math.Min(width - 1, x + reach); u++)
                across[i] = Math.Max(across[i], source[y * width + u]);
        }
        for (var i = 0; i < source.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            for (var v = Math.Max(0, y - reach); v <= Math.Min(height - 1, y + reach); v++)
                result[i] = Math.Max(result[i], across[v * width + x]);
        }
        return result;
    }

    /// <summary>
    /// Smooths a picture in place and keeps its edges (M. Kuwahara et al., 1976). Each pixel is the corner of four
    /// squares; it becomes the mean of the square with the least variance of light.
    /// </summary>
    public static void Smooth(byte[] rgb, int width, int height, int reach)
    {
        var stride = width + 1;
        // Red, green, blue, light and its square, summed over all above and on the left.
        var sums = new double[5 * stride * (height + 1)];
        Span<double> row = stackalloc double[5];
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                var luma = Luma(rgb, at);
                row[0] += rgb[at];
                row[1] += rgb[at + 1];
                row[2] += rgb[at + 2];
                row[3] += luma;
                row[4] += luma * luma;
                var (here, above) = (((y + 1) * stride + x + 1) * 5, (y * stride + x + 1) * 5);
                for (var k = 0; k < 5; k++)
                    sums[here + k] = sums[above + k] + row[k];
            }
        }
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (least, best, area) = (double.MaxValue, (0, 0, 0, 0), 1.0);
                for (var corner = 0; corner < 4; corner++)
                {
                    var left = Math.Max(0, corner % 2 == 0 ? x - reach : x);
                    var right = Math.Min(width, (corner % 2 == 0 ? x : x + reach) + 1);
                    var top = Math.Max(0, corner < 2 ? y - reach : y);
                    var bottom = Math.Min(height, (corner < 2 ? y : y + reach) + 1);
                    var size = (right - left) * (double)(bottom - top);
                    var at = (
                        A: (top * stride + left) * 5,
                        B: (top * stride + right) * 5,
                        C: (bottom * stride + left) * 5,
                        D: (bottom * stride + right) * 5
                    );
                    double Sum(int k) => sums[at.D + k] - sums[at.B + k] - sums[at.C + k] + sums[at.A + k];
                    var mean = Sum(3) / size;
                    var spread = Sum(4) / size - mean * mean;
                    if (spread < least - 1e-9)
                        (least, best, area) = (spread, at, size);
                }
                var (a, b, c, d) = best;
                for (var k = 0; k < 3; k++)
                    rgb[(y * width + x) * 3 + k] = Byte(
                        (float)((sums[d + k] - sums[b + k] - sums[c + k] + sums[a + k]) / area)
                    );
            }
        }
    }
}

/// <summary>Smooth noise between 0 and 1: random values on a square grid, and soft steps between them.</summary>
internal sealed class SmoothNoise
{
    private readonly int _cells;
    private readonly float[] _values;

    public SmoothNoise(int cells, SceneRandom random)
    {
        (_cells, _values) = (cells, new float[(cells + 2) * (cells + 2)]);
        for (var i = 0; i < _values.Length; i++)
            _values[i] = (float)random.Next();
    }

    /// <summary>The value at (u, v), each 0 to 1.</summary>
    public float At(float u, float v)
    {
        var (x, y) = (u * _cells, v * _cells);
        var (i, j) = ((int)x, (int)y);
        var (s, t) = (Soft(x - i), Soft(y - j));
        var at = j * (_cells + 2) + i;
        var upper = _values[at] + (_values[at + 1] - _values[at]) * s;
        var lower = _values[at + _cells + 2] + (_values[at + _cells + 3] - _values[at + _cells + 2]) * s;
        return upper + (lower - upper) * t;
    }

    private static float Soft(float t) => t * t * (3 - 2 * t);
}
