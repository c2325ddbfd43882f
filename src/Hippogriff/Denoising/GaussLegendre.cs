namespace Hippogriff.Denoising;

/// <summary>Integrals by Gauss and Legendre's rule (Abramowitz and Stegun 25.4.30).</summary>
internal static class GaussLegendre
{
    private const int Points = 32;
    private static readonly (double Node, double Weight)[] s_rule = Rule();

    /// <summary>int_a^b f, exact to rounding for the smooth weights of the solvers.</summary>
    public static double Integral(Func<double, double> f, double a, double b)
    {
        double middle = (a + b) / 2,
            half = (b - a) / 2,
            sum = 0;
        foreach ((double node, double weight) in s_rule)
            sum += weight * f(middle + half * node);
        return half * sum;
    }

    /// <summary>The Lagrange polynomial that is 1 at node j and 0 at the others.</summary>
    public static double Lagrange(ReadOnlySpan<double> nodes, int j, double at)
    {
        double product = 1;
        for (int k = 0; k < nodes.Length; k++)
            if (k != j)
                product *= (at - nodes[k]) / (nodes[j] - nodes[k]);
        return product;
    }

    /// <summary>The roots of the Legendre polynomial by Newton's method.</summary>
    private static (double, double)[] Rule()
    {
        (double, double)[] rule = new (double, double)[Points];
        for (int i = 0; i < Points; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (Points + 0.5)),
                slope = 0;
            for (int round = 0; round < 100; round++)
            {
                double before = 1,
                    value = x;
                for (int n = 2; n <= Points; n++)
                    (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n);
                slope = Points * (x * value - before) / (x * x - 1);
                double step = value / slope;
                x -= step;
                if (Math.Abs(step) < 1e-16)
                    break;
            }
            rule[i] = (x, 2 / ((1 - x * x) * slope * slope));
        }
        return rule;
    }
}
