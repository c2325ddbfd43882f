using static TorchSharp.torch;

namespace Hippogriff.Noise;

/// <summary>
/// How a picture drowns: x = alpha(sigma) * x0 + sigma * noise. A family says alpha for every sigma and the range of sigma.
/// Variance-preserving networks are run in their variance-exploding form (divided by sqrt(alpha_bar)), as k-diffusion does,
/// so alpha = 1 for them as well; the difference lives in <see cref="Prediction"/>.
/// </summary>
public abstract class NoiseFamily
{
    /// <summary>Share of the picture left at noise level <paramref name="sigma"/>.</summary>
    public abstract double Alpha(double sigma);

    /// <summary>Smallest level above 0 that the family was trained for.</summary>
    public abstract double SigmaMin { get; }

    /// <summary>The level that counts as pure noise.</summary>
    public abstract double SigmaMax { get; }

    /// <summary>Network time in [0, 1] (0 = clean) to sigma; the axis on which uniform schedules are uniform.</summary>
    public abstract double SigmaAt(double time);

    /// <summary>Inverse of <see cref="SigmaAt"/>.</summary>
    public abstract double TimeAt(double sigma);

    /// <summary>lambda = log(alpha / sigma), half the log signal-to-noise ratio (DPM-Solver, 2206.00927).</summary>
    public double Lambda(double sigma) => Math.Log(Alpha(sigma) / sigma);

    /// <summary>Drowns <paramref name="clean"/> [N, C, H, W] to level <paramref name="sigma"/>.</summary>
    public Tensor Drown(Tensor clean, Tensor noise, double sigma) => clean * Alpha(sigma) + noise * sigma;
}
