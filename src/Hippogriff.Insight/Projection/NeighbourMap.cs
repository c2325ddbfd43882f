namespace Hippogriff.Insight.Projection;

/// <summary>
/// Projects up to a few thousand points to a plane so that near neighbours stay near. Uses exact t-SNE (van der Maaten
/// and Hinton, 2008). Starts from the principal axes (Kobak and Berens, 2019), so the same points always give the same
/// map.
/// </summary>
public static class NeighbourMap
{
    private const int Rounds = 600,
        Exaggerated = 150;
    private const double Exaggeration = 8,
        Begin = 1e-2;

    /// <summary>Places N points.</summary>
    /// <param name="points">Rows of one length.</param>
    /// <param name="perplexity">Approximate number of neighbours, 2 or more; reduced if there are too few
    /// points.</param>
    /// <returns>N positions, centred at 0.</returns>
    public static (double X, double Y)[] Of(IReadOnlyList<float[]> points, double perplexity = 10)
    {
        int n = points.Count;
        PrincipalAxes axes = PrincipalAxes.Of(points);
        double[][] start = [.. points.Select(axes.Place)];
        if (n < 5)
            return [.. start.Select(p => (p[0], p[1]))];
        double scale = Begin / Math.Max(1e-12, Math.Sqrt(start.Average(p => p[0] * p[0])));
        double[] x = [.. start.Select(p => p[0] * scale)],
            y = [.. start.Select(p => p[1] * scale)];
        double[] likely = Neighbourhoods(points, Math.Min(perplexity, (n - 1) / 3.0));
        double[] dx = new double[n],
            dy = new double[n],
            gx = new double[n],
            gy = new double[n],
            gainX = Ones(n),
            gainY = Ones(n);
        double rate = Math.Max(n / Exaggeration / 4, 10);
        for (int round = 0; round < Rounds; round++)
        {
            Slope(likely, x, y, gx, gy, round < Exaggerated ? Exaggeration : 1);
            double momentum = round < Exaggerated ? 0.5 : 0.8;
            Move(x, dx, gx, gainX, momentum, rate);
            Move(y, dy, gy, gainY, momentum, rate);
        }
        return [.. x.Zip(y)];
    }

    /// <summary>
    /// Neighbour probability of each pair [N * N]: symmetric, sums to 1; each row's conditional distribution has the
    /// given perplexity.
    /// </summary>
    internal static double[] Neighbourhoods(IReadOnlyList<float[]> points, double perplexity)
    {
        int n = points.Count;
        double[] likely = new double[n * n],
            row = new double[n],
            squares = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                squares[j] = SquareDistance(points[i], points[j]);
            Row(squares, i, Math.Log(perplexity), row);
            for (int j = 0; j < n; j++)
            {
                likely[i * n + j] += row[j] / (2 * n);
                likely[j * n + i] += row[j] / (2 * n);
            }
        }
        return likely;
    }

    /// <summary>exp(-b d) over its sum, with b found by bisection so that the entropy matches.</summary>
    internal static void Row(double[] squares, int self, double entropy, double[] row)
    {
        double low = 0,
            high = double.PositiveInfinity,
            b = 1 / Math.Max(1e-12, squares.Where((_, j) => j != self).Average());
        double nearest = squares.Where((_, j) => j != self).Min();
        for (int tries = 0; tries < 100; tries++)
        {
            double sum = 0,
                weighted = 0;
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = j == self ? 0 : Math.Exp(-b * (squares[j] - nearest));
                sum += row[j];
                weighted += row[j] * (squares[j] - nearest);
            }
            double found = Math.Log(sum) + b * weighted / sum;
            for (int j = 0; j < row.Length; j++)
                row[j] /= sum;
            if (Math.Abs(found - entropy) < 1e-7)
                return;
            if (found > entropy)
                low = b;
            else
                high = b;
            b = double.IsInfinity(high) ? 2 * b : (low + high) / 2;
        }
    }

    /// <summary>
    /// The gradient of the divergence between the neighbourhoods in space and on the map, with kernel 1 / (1 + d): 4
    /// sum_j (p - q) (y_i - y_j) / (1 + d).
    /// </summary>
    internal static void Slope(double[] likely, double[] x, double[] y, double[] gx, double[] gy, double exaggeration)
    {
        int n = x.Length;
        double sum = 0;
        for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            sum += 2 / (1 + (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]));
        Array.Clear(gx);
        Array.Clear(gy);
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double ex = x[i] - x[j],
                    ey = y[i] - y[j],
                    near = 1 / (1 + ex * ex + ey * ey);
                double pull = 4 * (exaggeration * likely[i * n + j] - near / sum) * near;
                (gx[i], gx[j], gy[i], gy[j]) = (
                    gx[i] + pull * ex,
                    gx[j] - pull * ex,
                    gy[i] + pull * ey,
                    gy[j] - pull * ey
                );
            }
        }
    }

    /// <summary>The divergence whose gradient is <see cref="Slope"/>.</summary>
    internal static double Divergence(double[] likely, double[] x, double[] y)
    {
        int n = x.Length;
        double sum = 0,
            divergence = 0;
        double Near(int i, int j) => 1 / (1 + (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]));
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j)
                sum += Near(i, j);
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j && likely[i * n + j] > 0)
                divergence += likely[i * n + j] * Math.Log(likely[i * n + j] * sum / Near(i, j));
        return divergence;
    }

    /// <summary>
    /// A step with momentum and gains that grow while the gradient keeps its direction (Jacobs, 1988).
    /// </summary>
    private static void Move(double[] at, double[] moved, double[] slope, double[] gain, double momentum, double rate)
    {
        double middle = 0;
        for (int i = 0; i < at.Length; i++)
        {
            gain[i] = Math.Max(0.01, slope[i] > 0 == moved[i] > 0 ? gain[i] * 0.8 : gain[i] + 0.2);
            moved[i] = momentum * moved[i] - rate * gain[i] * slope[i];
            at[i] += moved[i];
            middle += at[i] / at.Length;
        }
        for (int i = 0; i < at.Length; i++)
            at[i] -= middle;
    }

    private static double SquareDistance(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (double)(a[i] - b[i]);
        return sum;
    }

    private static double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];
}
