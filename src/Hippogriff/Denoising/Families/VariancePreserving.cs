using static TorchSharp.torch;

namespace Hippogriff.Denoising.Families;

/// <summary>Schedules of beta, the noise of each training step.</summary>
public enum BetaSchedule
{
    /// <summary>beta is linear (DDPM, 2006.11239).</summary>
    Linear,

    /// <summary>sqrt(beta) is linear (latent diffusion, 2112.10752; Stable Diffusion).</summary>
    ScaledLinear,

    /// <summary>alpha_bar is a squared cosine (2102.09672, eq. 17); beta is capped at 0.999.</summary>
    Cosine,

    /// <summary>beta follows the logistic function from -6 to 6 (GeoDiff, 2203.02923).</summary>
    Sigmoid,
}

/// <summary>
/// The discrete family of DDPM and Stable Diffusion in variance-exploding form: alpha = 1, sigma = sqrt((1 - alpha_bar)
/// / alpha_bar). Between trained levels, log sigma is linear in the time step, as in k-diffusion. The defaults are
/// Stable Diffusion's.
/// </summary>
public sealed class VariancePreserving : NoiseFamily
{
    private readonly double[] _alphaBars;
    private readonly double[] _logSigmas;
    private readonly bool _rises;

    /// <param name="betas">Shape of the betas.</param>
    /// <param name="trainSteps">Number of trained levels, at least 2.</param>
    /// <param name="betaStart">First beta, above 0; not used by <see cref="BetaSchedule.Cosine"/>.</param>
    /// <param name="betaEnd">Last beta, above <paramref name="betaStart"/> and below 1; not used by
    /// <see cref="BetaSchedule.Cosine"/>.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public VariancePreserving(
        BetaSchedule betas = BetaSchedule.ScaledLinear,
        int trainSteps = 1000,
        double betaStart = 0.00085,
        double betaEnd = 0.012
    )
        : this(BetaTable.AlphaBars(betas, trainSteps, betaStart, betaEnd)) { }

    /// <param name="alphaBars">
    /// alpha_bar of every trained step, from picture to noise, at least two in [0, 1]. Where it is 0, pure noise, it
    /// counts as 2^-24, whose level is 4096.
    /// </param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public VariancePreserving(IReadOnlyList<double> alphaBars)
    {
        if (alphaBars.Count < 2 || alphaBars.Any(bar => !(0 <= bar && bar <= 1)))
            throw new ArgumentException("A table of alpha_bar has at least two numbers from 0 to 1.");
        _alphaBars = [.. alphaBars.Select(bar => bar == 0 ? LeastAlphaBar : bar)];
        _logSigmas = [.. _alphaBars.Select(bar => 0.5 * Math.Log((1 - bar) / bar))];
        _rises = _logSigmas.Zip(_logSigmas.Skip(1)).All(pair => pair.First < pair.Second);
    }

    /// <summary>Stands for an alpha_bar of 0, as other programs have it.</summary>
    internal const double LeastAlphaBar = 1.0 / (1 << 24);

    /// <inheritdoc/>
    public override int TrainSteps => _alphaBars.Length;

    /// <summary>
    /// alpha_bar of every trained step: the true form is sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise.
    /// </summary>
    public IReadOnlyList<double> AlphaBars => _alphaBars;

    /// <inheritdoc/>
    public override double SigmaMin => Math.Exp(_logSigmas[0]);

    /// <inheritdoc/>
    public override double SigmaMax => Math.Exp(_logSigmas[^1]);

    /// <summary>alpha_bar = 1 / (1 + sigma^2) at any level.</summary>
    public static double AlphaBar(double sigma) => 1 / (1 + sigma * sigma);

    /// <inheritdoc/>
    public override double Alpha(double sigma) => 1;

    /// <inheritdoc/>
    public override Tensor Alpha(Tensor sigma) => ones_like(sigma);

    /// <summary>
    /// Scales to the true form sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise; the time is <see cref="StepAt"/>.
    /// </summary>
    public override (double InputScale, double Time) NetworkInput(double sigma) =>
        (1 / Math.Sqrt(1 + sigma * sigma), StepAt(sigma));

    /// <inheritdoc/>
    public override double SigmaOf(double lambda) => Math.Exp(-lambda);

    /// <summary>
    /// Time in [0, 1] to sigma; time 0 is the first trained step, with sigma = <see cref="SigmaMin"/>, not 0.
    /// </summary>
    public override double SigmaAt(double time)
    {
        double step = Math.Clamp(time, 0, 1) * (TrainSteps - 1);
        int low = Math.Min((int)step, TrainSteps - 2);
        double share = step - low;
        return Math.Exp((1 - share) * _logSigmas[low] + share * _logSigmas[low + 1]);
    }

    /// <inheritdoc/>
    public override double TimeAt(double sigma) => StepAt(sigma) / (TrainSteps - 1);

    /// <summary>The time step that networks of this family take, a real number in [0, TrainSteps - 1].</summary>
    public double StepAt(double sigma)
    {
        double log = Math.Log(sigma);
        if (!_rises)
            return Schedulers.ExplodingTable.StepAt(_logSigmas, log);
        int above = Array.BinarySearch(_logSigmas, log);
        if (above >= 0)
            return above;
        above = ~above;
        if (above == 0)
            return 0;
        if (above == TrainSteps)
            return TrainSteps - 1;
        return above - 1 + (log - _logSigmas[above - 1]) / (_logSigmas[above] - _logSigmas[above - 1]);
    }
}
