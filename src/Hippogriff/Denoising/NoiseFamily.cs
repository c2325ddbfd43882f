using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// How noise is added to a picture: x = alpha(sigma) * x0 + sigma * noise. A family says alpha for every sigma and the
/// range of sigma. Variance-preserving networks are run in their variance-exploding form (divided by sqrt(alpha_bar)),
/// as k-diffusion does, so alpha = 1 for them as well; the difference lives in <see cref="NetworkInput(double)"/>.
/// </summary>
/// <remarks>
/// alpha is a straight line with alpha(0) = 1 (it is 1 or 1 - sigma), so in every family the probability-flow ODE reads
/// dx/dsigma = (x - D(x, sigma)) / sigma: the slope that Euler, Heun, DPM2 and LMS follow.
/// </remarks>
public abstract class NoiseFamily
{
    /// <summary>Share of the picture left at noise level <paramref name="sigma"/>.</summary>
    public abstract double Alpha(double sigma);

    /// <summary>Smallest level above 0 that the family was trained for.</summary>
    public abstract double SigmaMin { get; }

    /// <summary>The level that counts as pure noise.</summary>
    public abstract double SigmaMax { get; }

    /// <summary>
    /// Number of separate levels the networks of this family were trained at; 1000 stands for a continuum.
    /// </summary>
    public virtual int TrainSteps => 1000;

    /// <summary>Network time in [0, 1] (0 = clean) to sigma; the axis on which uniform schedules are uniform.</summary>
    public abstract double SigmaAt(double time);

    /// <summary>Inverse of <see cref="SigmaAt(double)"/>.</summary>
    public abstract double TimeAt(double sigma);

    /// <summary>
    /// lambda = log(alpha / sigma), half the log signal-to-noise ratio (DPM-Solver, 2206.00927): rises from noise to
    /// picture, negative infinity where alpha is 0, positive infinity at sigma = 0.
    /// </summary>
    public double Lambda(double sigma) => Math.Log(Alpha(sigma) / sigma);

    /// <summary>Inverse of <see cref="Lambda"/>.</summary>
    public abstract double SigmaOf(double lambda);

    /// <summary>Adds noise to <paramref name="clean"/> [N, C, H, W] up to level <paramref name="sigma"/>.</summary>
    public Tensor AddNoise(Tensor clean, Tensor noise, double sigma)
    {
        using Tensor kept = clean * Held(Alpha(sigma));
        using Tensor added = noise * Held(sigma);
        return kept.Plus(added);
    }

    /// <summary>
    /// Adds noise to every picture at a level of its own, as training does:
    /// x = alpha(sigma) * <paramref name="clean"/> + sigma * <paramref name="noise"/>.
    /// </summary>
    /// <param name="clean">Pictures or latents [N, C, H, W].</param>
    /// <param name="noise">Standard normal numbers [N, C, H, W].</param>
    /// <param name="sigma">Noise levels [N], float32.</param>
    public Tensor Mix(Tensor clean, Tensor noise, Tensor sigma) =>
        (clean * PerLevel.OverPixels(Alpha(sigma))).Plus(noise * PerLevel.OverPixels(sigma));

    /// <summary><see cref="Alpha(double)"/> of every level [N].</summary>
    public virtual Tensor Alpha(Tensor sigma) => PerLevel.Map(sigma, Alpha);

    /// <summary><see cref="SigmaAt(double)"/> of every network time [N] in [0, 1].</summary>
    public virtual Tensor SigmaAt(Tensor time) => PerLevel.Map(time, SigmaAt);

    /// <summary>What a network of this family is given at a noise level.</summary>
    /// <returns>What x is multiplied with, and the time that the network is told.</returns>
    public virtual (double InputScale, double Time) NetworkInput(double sigma) => (1, TimeAt(sigma));

    /// <summary>
    /// The same for pictures <paramref name="x"/> [N, C, H, W] with levels <paramref name="sigma"/> [N] of their own.
    /// </summary>
    /// <returns>The scaled pictures [N, C, H, W] and the times [N].</returns>
    public virtual (Tensor Input, Tensor Time) NetworkInput(Tensor x, Tensor sigma)
    {
        Tensor scale = PerLevel.Map(sigma, level => NetworkInput(level).InputScale);
        return (x * PerLevel.OverPixels(scale), PerLevel.Map(sigma, level => NetworkInput(level).Time));
    }

    /// <summary>
    /// <paramref name="x"/> [N, C, H, W] of level <paramref name="sigma"/>, scaled so that it can be looked at: here
    /// divided by sqrt(alpha^2 + sigma^2), which for a variance-preserving family is its true form sqrt(alpha_bar) * x0
    /// + sqrt(1 - alpha_bar) * noise.
    /// </summary>
    /// <returns>A new tensor, owned by the caller.</returns>
    public virtual Tensor ForDisplay(Tensor x, double sigma)
    {
        double alpha = Alpha(sigma);
        return x / Held(Math.Sqrt(alpha * alpha + sigma * sigma));
    }
}
