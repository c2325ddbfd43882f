using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// The exact solution of the reverse equation between two levels, if the clean guess D is a polynomial in lambda
/// (DPM-Solver++, 2211.01095, eq. 8). The stochastic form, with eta above 0, is SDE-DPM-Solver++ of the same paper.
/// With h = lambda_t - lambda_s, H = (1 + eta) h: x_t = sigma_t / sigma_s e^(-eta h) x_s + alpha_t H int_0^1 e^(-H (1 -
/// r)) D(r) dr + sigma_t sqrt(1 - e^(-2 eta h)) z.
/// </summary>
internal static class Exponential
{
    /// <summary>e^(-eta h), which is 1 for eta = 0 even over an infinite h.</summary>
    public static double Kept(double eta, double h) => eta == 0 ? 1 : Math.Exp(-eta * h);

    /// <summary>sqrt(1 - e^(-2 eta h)), the share of fresh noise.</summary>
    public static double Fresh(double eta, double h) => eta == 0 ? 0 : Math.Sqrt(-Expm1(-2 * eta * h));

    /// <summary>A step from sigma s to t, with this share of fresh noise.</summary>
    public readonly record struct Step(NoiseFamily Family, double S, double T, double Eta = 0);

    /// <summary>The solution without its noise for a constant D. Also exact from pure noise and to sigma = 0.</summary>
    public static Tensor Constant(Step step, Tensor x, Tensor clean)
    {
        (NoiseFamily family, double s, double t, double eta) = step;
        double keep = t / s * Kept(eta, family.Lambda(t) - family.Lambda(s));
        return (x * Held(keep)).Plus(clean * Held(family.Alpha(t) - family.Alpha(s) * keep));
    }

    /// <summary>
    /// The solution without its noise for the polynomial through <paramref name="clean"/> at s and the other guesses at
    /// their levels. All lambdas must be finite.
    /// </summary>
    public static Tensor Polynomial(
        Step step,
        Tensor x,
        Tensor clean,
        ReadOnlySpan<(double Lambda, Tensor Clean)> others
    )
    {
        (NoiseFamily family, double s, double t, double eta) = step;
        double start = family.Lambda(s),
            h = family.Lambda(t) - start;
        double[] nodes = new double[others.Length];
        for (int k = 0; k < nodes.Length; k++)
            nodes[k] = (others[k].Lambda - start) / h; // r_k: s is 0, t is 1, the past is negative
        double[] weights = Weights(nodes, (1 + eta) * h);
        Tensor next = Constant(step, x, clean);
        for (int k = 0; k < nodes.Length; k++)
            next = next.Plus((others[k].Clean - clean) * Held(family.Alpha(t) * weights[k]));
        return next;
    }

    /// <summary>e^x - 1 without cancellation near 0.</summary>
    public static double Expm1(double x) => Math.Abs(x) > 1e-5 ? Math.Exp(x) - 1 : x + x * x / 2;

    /// <summary>
    /// Weights w_k of D_k - D_0 that are exact for polynomials through r = 0 and the nodes: sum_k w_k r_k^j = I_j, j =
    /// 1..m. This is UniPC (2302.04867) with its factor B(h) multiplied out. As the system is solved in full, the
    /// choice of B(h) does not matter.
    /// </summary>
    private static double[] Weights(double[] nodes, double h)
    {
        int m = nodes.Length;
        double[,] system = new double[m, m + 1];
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k < m; k++)
                system[j, k] = Math.Pow(nodes[k], j + 1);
            system[j, m] = Moment(j + 1, h);
        }
        return Solve(system, m);
    }

    /// <summary>I_j = h int_0^1 e^(-h (1 - r)) r^j dr.</summary>
    private static double Moment(int j, double h)
    {
        if (h > 1)
        {
            double moment = -Expm1(-h);
            for (int i = 1; i <= j; i++)
                moment = 1 - i / h * moment; // by parts; loses digits for small h
            return moment;
        }
        double term = h / (j + 1),
            sum = term; // h sum_k (-h)^k j! / (j + 1 + k)!
        for (int k = 1; Math.Abs(term) > 1e-17 * sum; k++)
            sum += term *= -h / (j + 1 + k);
        return sum;
    }

    /// <summary>Gaussian elimination with pivoting of an m x (m + 1) system, m at most 3.</summary>
    public static double[] Solve(double[,] a, int m)
    {
        for (int column = 0; column < m; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < m; row++)
                if (Math.Abs(a[row, column]) > Math.Abs(a[pivot, column]))
                    pivot = row;
            for (int k = 0; k <= m; k++)
                (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]);
            for (int row = 0; row < m; row++)
            {
                if (row == column)
                    continue;
                double factor = a[row, column] / a[column, column];
                for (int k = column; k <= m; k++)
                    a[row, k] -= factor * a[column, k];
            }
        }
        double[] solution = new double[m];
        for (int row = 0; row < m; row++)
            solution[row] = a[row, m] / a[row, row];
        return solution;
    }
}
