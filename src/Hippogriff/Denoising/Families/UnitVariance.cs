using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Families;

/// <summary>
/// The discrete family of DDPM and Stable Diffusion in its true form: x = sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) *
/// noise, so sigma = sqrt(1 - alpha_bar) in [0, 1] and alpha^2 + sigma^2 = 1. Unlike
/// <see cref="VariancePreserving"/> it reaches pure noise, alpha_bar = 0. DDIM, DDPM, LCM and methods in lambda are for
/// it. Its ODE is not linear in sigma, so Euler and its relatives are not.
/// </summary>
public sealed class UnitVariance : NoiseFamily
{
    private readonly double[] _levels;

    /// <param name="alphaBars">alpha_bar of every trained step, from picture to noise, in [0, 1].</param>
    /// <exception cref="ArgumentException">There are fewer than two, or one is out of its range.</exception>
    public UnitVariance(IReadOnlyList<double> alphaBars)
    {
        if (alphaBars.Count < 2 || alphaBars.Any(bar => !(0 <= bar && bar <= 1)))
            throw new ArgumentException("A table of alpha_bar has at least two numbers from 0 to 1.");
        AlphaBars = alphaBars;
        _levels = [.. alphaBars.Select(LevelOf)];
    }

    /// <summary>alpha_bar of every trained step.</summary>
    public IReadOnlyList<double> AlphaBars { get; }

    /// <inheritdoc/>
    public override int TrainSteps => _levels.Length;

    /// <inheritdoc/>
    public override double SigmaMin => _levels[0];

    /// <inheritdoc/>
    public override double SigmaMax => _levels[^1];

    /// <summary>sigma = sqrt(1 - alpha_bar).</summary>
    public static double LevelOf(double alphaBar) => Math.Sqrt(1 - alphaBar);

    /// <summary>The level of a noise level of the variance-exploding form: sigma / sqrt(1 + sigma^2).</summary>
    public static double FromExploding(double sigma) =>
        double.IsPositiveInfinity(sigma) ? 1 : sigma / Math.Sqrt(1 + sigma * sigma);

    /// <inheritdoc/>
    public override double Alpha(double sigma) => Math.Sqrt(Math.Max(0, (1 - sigma) * (1 + sigma)));

    /// <inheritdoc/>
    public override double SigmaOf(double lambda) => 1 / Math.Sqrt(1 + Math.Exp(2 * lambda));

    /// <summary>Time in [0, 1] to sigma; between trained steps, sigma is linear in time.</summary>
    public override double SigmaAt(double time)
    {
        double step = Math.Clamp(time, 0, 1) * (TrainSteps - 1);
        int low = Math.Min((int)step, TrainSteps - 2);
        return _levels[low] + (step - low) * (_levels[low + 1] - _levels[low]);
    }

    /// <inheritdoc/>
    public override double TimeAt(double sigma) => StepAt(sigma) / (TrainSteps - 1);

    /// <summary>The picture is not scaled; the time is the trained step, a real number.</summary>
    public override (double InputScale, double Time) NetworkInput(double sigma) => (1, StepAt(sigma));

    /// <summary>A copy of <paramref name="x"/>: it has the variance of pictures at every level.</summary>
    public override Tensor ForDisplay(Tensor x, double sigma) => x * Held(1.0);

    private double StepAt(double sigma)
    {
        int above = Array.BinarySearch(_levels, sigma);
        if (above >= 0)
            return above;
        above = ~above;
        return above == 0 ? 0
            : above == TrainSteps ? TrainSteps - 1
            : above - 1 + (sigma - _levels[above - 1]) / (_levels[above] - _levels[above - 1]);
    }
}
