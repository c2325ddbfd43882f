namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Noise that is added before a step, which then begins higher (2206.00364, algorithm 2): s becomes (1 + gamma) s.
/// </summary>
/// <param name="Amount">S_churn, over all steps; 0 for none.</param>
/// <param name="From">S_tmin: lowest level that is raised.</param>
/// <param name="To">S_tmax: highest level that is raised.</param>
/// <param name="NoiseScale">S_noise: factor of the added noise.</param>
public readonly record struct Churn(
    double Amount,
    double From = 0,
    double To = double.PositiveInfinity,
    double NoiseScale = 1
)
{
    /// <summary>The level that a step from <paramref name="s"/> begins at.</summary>
    /// <param name="s">The level of the batch.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public double Raised(double s, int steps) =>
        From <= s && s <= To ? s * (1 + Math.Min(Amount / steps, Math.Sqrt(2) - 1)) : s;
}
