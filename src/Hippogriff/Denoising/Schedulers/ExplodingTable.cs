using Hippogriff.Denoising.Families;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// The trained noise levels in variance-exploding form, sqrt((1 - alpha_bar) / alpha_bar), as discrete schedulers look
/// them up. sigma is linear between two steps, and the step of a level is linear in log sigma.
/// </summary>
/// <remarks>
/// The table is rounded to float32 as diffusers' is: 1 - alpha_bar of the first steps loses three digits, which moves
/// every level of a Karras spacing.
/// </remarks>
internal sealed class ExplodingTable
{
    /// <summary>Stands for alpha_bar = 0 of the last step, whose level would be infinite.</summary>
    public const double LastBar = VariancePreserving.LeastAlphaBar;

    private readonly double[] _sigmas;
    private readonly double[] _logs;

    public ExplodingTable(IReadOnlyList<double> alphaBars)
    {
        _sigmas = [.. alphaBars.Select(bar => (double)Level((float)(bar == 0 ? LastBar : bar)))];
        _logs = [.. _sigmas.Select(sigma => (double)(float)Math.Log(sigma))];
    }

    public double Lowest => _sigmas[0];

    public double Highest => _sigmas[^1];

    public double LogLowest => _logs[0];

    public double LogHighest => _logs[^1];

    public int Count => _sigmas.Length;

    /// <summary>The level of a timestep, which may lie between two.</summary>
    public double At(double time)
    {
        double inside = Math.Clamp(time, 0, Count - 1);
        int low = Math.Min((int)inside, Count - 2);
        return _sigmas[low] + (inside - low) * (_sigmas[low + 1] - _sigmas[low]);
    }

    /// <summary>The timestep of a level, a real number in [0, T - 1].</summary>
    public double StepAt(double sigma) => StepAt(_logs, Math.Log(sigma));

    /// <summary>The timestep of a level by its logarithm.</summary>
    public double StepAtLog(double log) => StepAt(_logs, log);

    /// <summary>
    /// The same for any table of log sigma. The last trained step at or below the level counts, since a table with
    /// zero terminal ratio need not rise to its end.
    /// </summary>
    public static double StepAt(double[] logs, double log)
    {
        int low = logs.Length - 2;
        while (low > 0 && logs[low] > log)
            low--;
        if (logs[^1] <= log)
            low = logs.Length - 2;
        double share = (logs[low] - log) / (logs[low] - logs[low + 1]);
        return low + Math.Clamp(share, 0, 1);
    }

    private static float Level(float bar) => MathF.Sqrt((1 - bar) / bar);

    /// <summary>The number of steps whose lambda = -log sigma is at least a bound.</summary>
    public int CountAbove(double lambda) => _logs.Count(log => -log >= lambda);
}
