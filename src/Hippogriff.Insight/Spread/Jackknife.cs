namespace Hippogriff.Insight.Spread;

/// <summary>A measured value with its 95 % confidence interval.</summary>
public sealed record Measured(double Value, double Low, double High)
{
    /// <summary>Half the width of the interval.</summary>
    public double Error => (High - Low) / 2;
}

/// <summary>
/// Confidence interval of a figure from n things, by leaving each out once (Tukey, 1958). Suits means over pairs, such
/// as a spread: unlike the bootstrap, it never pairs a thing with itself.
/// </summary>
public static class Jackknife
{
    // Student's t at 97.5 % for 1 to 30 degrees of freedom.
    private static readonly double[] s_student =
    [
        12.706,
        4.303,
        3.182,
        2.776,
        2.571,
        2.447,
        2.365,
        2.306,
        2.262,
        2.228,
        2.201,
        2.179,
        2.160,
        2.145,
        2.131,
        2.120,
        2.110,
        2.101,
        2.093,
        2.086,
        2.080,
        2.074,
        2.069,
        2.064,
        2.060,
        2.056,
        2.052,
        2.048,
        2.045,
        2.042,
    ];

    /// <summary>The figure over all n things, with its 95 % interval.</summary>
    /// <param name="count">n, at least 3.</param>
    /// <param name="figure">Computes the figure over things given by their indices.</param>
    public static Measured Of(int count, Func<IReadOnlyList<int>, double> figure)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 3);
        int[] all = [.. Enumerable.Range(0, count)];
        double whole = figure(all);
        double[] left = [.. all.Select(out_ => figure([.. all.Where(i => i != out_)]))];
        double mean = left.Average(),
            error = Math.Sqrt((count - 1.0) / count * left.Sum(v => (v - mean) * (v - mean)));
        double reach = Student(count - 1) * error;
        return new Measured(whole, whole - reach, whole + reach);
    }

    /// <summary>Student's t at 97.5 %.</summary>
    public static double Student(int freedom) =>
        freedom <= s_student.Length ? s_student[freedom - 1] : 1.96 + 2.4 / freedom;
}
