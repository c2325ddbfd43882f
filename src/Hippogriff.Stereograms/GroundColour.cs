using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>
/// The background colour of a picture: for each channel a plane c = a + b x + c y, fitted to the border pixels.
/// </summary>
internal sealed class GroundColour
{
    private const int Rounds = 8;
    private readonly double[][] _planes; // 3 x (a, b, c)

    private GroundColour(double[][] planes, double roughness) => (_planes, Roughness) = (planes, roughness);

    /// <summary>Median RGB distance of the border pixels from the plane, 0 to 442.</summary>
    public double Roughness { get; }

    /// <summary>
    /// Fits by iteratively reweighted least squares. Outliers get low weights, 1 / (1 + (r / s)^2), so that a tail that
    /// touches the border has no effect.
    /// </summary>
    public static GroundColour Of(RgbImage image)
    {
        int ring = Math.Max(1, Math.Min(image.Width, image.Height) / 32);
        List<(double X, double Y, int At)> border = [];
        for (int y = 0; y < image.Height; y++)
        for (int x = 0; x < image.Width; x++)
            if (Math.Min(Math.Min(x, image.Width - 1 - x), Math.Min(y, image.Height - 1 - y)) < ring)
                border.Add(((x + 0.5) / image.Width - 0.5, (y + 0.5) / image.Height - 0.5, (y * image.Width + x) * 3));
        double[] weights = Enumerable.Repeat(1.0, border.Count).ToArray(),
            away = new double[border.Count];
        double[][] planes = [];
        double roughness = 0;
        for (int round = 0; round < Rounds; round++)
        {
            planes = [.. Enumerable.Range(0, 3).Select(channel => Fit(border, weights, image.Pixels, channel))];
            for (int i = 0; i < border.Count; i++)
                away[i] = Distance(planes, border[i].X, border[i].Y, image.Pixels.AsSpan(border[i].At, 3));
            roughness = away.Order().ElementAt(away.Length / 2);
            double scale = Math.Max(4, 2 * roughness);
            for (int i = 0; i < border.Count; i++)
                weights[i] = 1 / (1 + away[i] / scale * (away[i] / scale));
        }
        return new GroundColour(planes, roughness);
    }

    /// <summary>RGB distance of a pixel from the background at that position.</summary>
    public double DistanceAt(RgbImage image, int x, int y) =>
        Distance(
            _planes,
            (x + 0.5) / image.Width - 0.5,
            (y + 0.5) / image.Height - 0.5,
            image.Pixels.AsSpan((y * image.Width + x) * 3, 3)
        );

    private static double Distance(double[][] planes, double x, double y, ReadOnlySpan<byte> pixel)
    {
        double sum = 0;
        for (int c = 0; c < 3; c++)
        {
            double difference = pixel[c] - (planes[c][0] + planes[c][1] * x + planes[c][2] * y);
            sum += difference * difference;
        }
        return Math.Sqrt(sum);
    }

    /// <summary>
    /// Weighted least squares by Cramer's rule. The positions lie around a rectangle, so the three equations are
    /// independent.
    /// </summary>
    private static double[] Fit(List<(double X, double Y, int At)> places, double[] weights, byte[] pixels, int channel)
    {
        double n = 0,
            sx = 0,
            sy = 0,
            xx = 0,
            xy = 0,
            yy = 0,
            v = 0,
            vx = 0,
            vy = 0;
        for (int i = 0; i < places.Count; i++)
        {
            (double x, double y, int at) = places[i];
            double w = weights[i],
                value = pixels[at + channel];
            n += w;
            sx += w * x;
            sy += w * y;
            xx += w * x * x;
            xy += w * x * y;
            yy += w * y * y;
            v += w * value;
            vx += w * value * x;
            vy += w * value * y;
        }
        double whole = Determinant((n, sx, sy), (sx, xx, xy), (sy, xy, yy));
        if (Math.Abs(whole) < 1e-12 * n * n * n)
            return [v / n, 0, 0];
        return
        [
            Determinant((v, sx, sy), (vx, xx, xy), (vy, xy, yy)) / whole,
            Determinant((n, v, sy), (sx, vx, xy), (sy, vy, yy)) / whole,
            Determinant((n, sx, v), (sx, xx, vx), (sy, xy, vy)) / whole,
        ];
    }

    /// <summary>The determinant of a 3 x 3 matrix by its rows.</summary>
    private static double Determinant(
        (double A, double B, double C) u,
        (double A, double B, double C) v,
        (double A, double B, double C) w
    ) => u.A * (v.B * w.C - v.C * w.B) - u.B * (v.A * w.C - v.C * w.A) + u.C * (v.A * w.B - v.B * w.A);
}
