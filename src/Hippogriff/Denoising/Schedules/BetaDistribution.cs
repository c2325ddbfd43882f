namespace Hippogriff.Denoising.Schedules;

/// <summary>Quantiles of a symmetric beta distribution, for the schedule "beta".</summary>
internal static class BetaDistribution
{
    /// <summary>The <paramref name="p"/>-quantile of Beta(shape, shape), exact to about 1e-12.</summary>
    public static double Quantile(double p, double shape)
    {
        if (p <= 0)
            return 0;
        if (p >= 1)
            return 1;
        if (p == 0.5)
            return 0.5; // exactly, since it is rounded to a level
        if (p > 0.5)
            return 1 - Quantile(1 - p, shape); // keeps full relative precision near 1
        double low = 0,
            high = 0.5,
            complete = Complete(shape);
        for (int i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            double middle = (low + high) / 2;
            if (Incomplete(middle, shape) < p * complete)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>B_x(a, a) for x up to 1/2, by its power series (Abramowitz and Stegun 26.5.4).</summary>
    private static double Incomplete(double x, double a)
    {
        // B_x(a, b) = x^a (1 - x)^b / a * (1 + sum_n prod_{k<=n} (a + b + k) / (a + 1 + k) x^(n+1))
        double term = 1,
            sum = 1;
        for (int n = 0; n < 500 && term > 1e-17 * sum; n++)
        {
            term *= (2 * a + n) / (a + 1 + n) * x;
            sum += term;
        }
        return Math.Pow(x * (1 - x), a) / a * sum;
    }

    /// <summary>B(a, a) by tanh-sinh quadrature, which suits the integrand's poles at both ends.</summary>
    private static double Complete(double a)
    {
        const double Width = 1.0 / 64;
        double sum = 0;
        for (int i = -400; i <= 400; i++)
        {
            double u = i * Width,
                s = Math.PI / 2 * Math.Sinh(u);
            // t = 1 / (1 + e^-2s), so t (1 - t) = 1 / (4 cosh^2 s) and dt/du = t (1 - t) * pi * cosh u
            double cosh = Math.Cosh(s);
            sum += Math.Pow(4 * cosh * cosh, -a) * Math.PI * Math.Cosh(u);
        }
        return sum * Width;
    }
}
