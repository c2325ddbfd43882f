namespace Hippogriff.Data.Scenes;

/// <summary>
/// Smooths a picture and keeps its edges (M. Kuwahara et al., 1976). Each pixel is the corner of four squares; it
/// becomes the mean of the square with the least variance of light.
/// </summary>
internal sealed class KuwaharaFilter
{
    private const int Sums = 5;
    private readonly byte[] _rgb;
    private readonly (int Width, int Height, int Reach) _shape;
    private readonly int _stride;

    // Red, green, blue, light and its square, summed over all above and on the left.
    private readonly double[] _sums;

    private KuwaharaFilter(byte[] rgb, int width, int height, int reach)
    {
        (_rgb, _shape, _stride) = (rgb, (width, height, reach), width + 1);
        _sums = new double[Sums * _stride * (height + 1)];
    }

    /// <summary>Smooths 8-bit RGB in place with squares of <paramref name="reach"/> + 1 pixels.</summary>
    public static void Smooth(byte[] rgb, int width, int height, int reach)
    {
        KuwaharaFilter filter = new(rgb, width, height, reach);
        filter.SumUp();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                filter.Replace(x, y);
        }
    }

    private void SumUp()
    {
        Span<double> row = stackalloc double[Sums];
        for (int y = 0; y < _shape.Height; y++)
        {
            row.Clear();
            for (int x = 0; x < _shape.Width; x++)
            {
                int at = (y * _shape.Width + x) * 3;
                float luma = PictureFilters.Luma(_rgb, at);
                row[0] += _rgb[at];
                row[1] += _rgb[at + 1];
                row[2] += _rgb[at + 2];
                row[3] += luma;
                row[4] += luma * luma;
                (int here, int above) = (((y + 1) * _stride + x + 1) * Sums, (y * _stride + x + 1) * Sums);
                for (int k = 0; k < Sums; k++)
                    _sums[here + k] = _sums[above + k] + row[k];
            }
        }
    }

    private void Replace(int x, int y)
    {
        (double least, Square best) = (double.MaxValue, default);
        for (int corner = 0; corner < 4; corner++)
        {
            Square square = At(x, y, corner);
            double mean = Sum(square, 3) / square.Area;
            double spread = Sum(square, 4) / square.Area - mean * mean;
            if (spread < least - 1e-9)
                (least, best) = (spread, square);
        }
        for (int k = 0; k < 3; k++)
            _rgb[(y * _shape.Width + x) * 3 + k] = PictureFilters.Byte((float)(Sum(best, k) / best.Area));
    }

    private Square At(int x, int y, int corner)
    {
        int left = Math.Max(0, corner % 2 == 0 ? x - _shape.Reach : x);
        int right = Math.Min(_shape.Width, (corner % 2 == 0 ? x : x + _shape.Reach) + 1);
        int top = Math.Max(0, corner < 2 ? y - _shape.Reach : y);
        int bottom = Math.Min(_shape.Height, (corner < 2 ? y : y + _shape.Reach) + 1);
        return new Square(
            (top * _stride + left) * Sums,
            (top * _stride + right) * Sums,
            (bottom * _stride + left) * Sums,
            (bottom * _stride + right) * Sums,
            (right - left) * (double)(bottom - top)
        );
    }

    private double Sum(in Square square, int k) =>
        _sums[square.BottomRight + k]
        - _sums[square.TopRight + k]
        - _sums[square.BottomLeft + k]
        + _sums[square.TopLeft + k];

    // Where the sums at its corners begin, and its area in pixels.
    private readonly record struct Square(int TopLeft, int TopRight, int BottomLeft, int BottomRight, double Area);
}
