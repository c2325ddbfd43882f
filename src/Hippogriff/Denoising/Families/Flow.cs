using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Families;

/// <summary>
/// Flow matching (2210.02747, 2209.03003): a straight line from picture to noise, x = (1 - sigma) * x0 + sigma * noise,
/// sigma in (0, 1].
/// </summary>
public sealed class Flow : NoiseFamily
{
    private readonly double _shift;

    /// <param name="shift">
    /// Shifts the time axis towards noise for large pictures, sigma = shift * t / (1 + (shift - 1) * t) (2403.03206,
    /// eq. 23); 1 for no shift.
    /// </param>
    /// <param name="sigmaMin">Last level of schedules that end above 0, in (0, 1).</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Flow(double shift = 1, double sigmaMin = 0.001)
    {
        if (!(shift > 0 && double.IsFinite(shift)))
            throw new ArgumentException($"The shift of a flow must be above 0, not {shift}.");
        if (!(0 < sigmaMin && sigmaMin < 1))
            throw new ArgumentException($"The smallest noise level of a flow must be between 0 and 1, not {sigmaMin}.");
        (_shift, SigmaMin) = (shift, sigmaMin);
    }

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <summary>1: nothing of the picture is left.</summary>
    public override double SigmaMax => 1;

    /// <inheritdoc/>
    public override double Alpha(double sigma) => 1 - sigma;

    /// <inheritdoc/>
    public override Tensor Alpha(Tensor sigma) => sigma.TakenFrom(1);

    /// <inheritdoc/>
    public override double SigmaOf(double lambda) => 1 / (1 + Math.Exp(lambda));

    /// <inheritdoc/>
    public override double SigmaAt(double time) => Shifted(Math.Clamp(time, 0, 1), _shift);

    /// <inheritdoc/>
    public override Tensor SigmaAt(Tensor time) => _shift == 1 ? time : base.SigmaAt(time);

    /// <summary>The picture is not scaled; the time is sigma itself for any shift.</summary>
    public override (double InputScale, double Time) NetworkInput(double sigma) => (1, sigma);

    /// <inheritdoc/>
    public override (Tensor Input, Tensor Time) NetworkInput(Tensor x, Tensor sigma) => (x, sigma);

    /// <inheritdoc/>
    public override double TimeAt(double sigma) => Shifted(Math.Clamp(sigma, 0, 1), 1 / _shift);

    /// <summary>
    /// A copy of <paramref name="x"/>: a linear mix of picture and noise needs no scaling for display.
    /// </summary>
    public override Tensor ForDisplay(Tensor x, double sigma) => x.clone();

    /// <summary>
    /// shift * t / (1 + (shift - 1) * t): maps [0, 1] onto itself; the inverse is the shift 1 / shift.
    /// </summary>
    internal static double Shifted(double time, double shift) => shift * time / (1 + (shift - 1) * time);
}
