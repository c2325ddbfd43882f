using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// Defines how noise is added to a picture: x = alpha(sigma) * x0 + sigma * noise. A family defines alpha for every
/// sigma, and the range of sigma. Variance-preserving networks use their variance-exploding form (divided by
/// sqrt(alpha_bar)), as in k-diffusion. So alpha = 1 for them as well; the difference is in
/// <see cref="NetworkInput(double)"/>.
/// </summary>
/// <remarks>
/// alpha is linear with alpha(0) = 1 (it is 1 or 1 - sigma). In every family the probability-flow ODE is therefore
/// dx/dsigma = (x - D(x, sigma)) / sigma, which Euler, Heun, DPM2 and LMS integrate.
/// </remarks>
public abstract class NoiseFamily
{
    /// <summary>Factor of the picture at noise level <paramref name="sigma"/>.</summary>
    public abstract double Alpha(double sigma);

    /// <summary>Smallest trained level above 0.</summary>
    public abstract double SigmaMin { get; }

    /// <summary>The level that counts as pure noise.</summary>
    public abstract double SigmaMax { get; }

    /// <summary>Number of discrete training levels; 1000 for a continuous family.</summary>
    public virtual int TrainSteps => 1000;

    /// <summary>Network time in [0, 1] (0 = clean) to sigma; uniform schedules are uniform in this time.</summary>
    public abstract double SigmaAt(double time);

    /// <summary>Inverse of <see cref="SigmaAt(double)"/>.</summary>
    public abstract double TimeAt(double sigma);

    /// <summary>
    /// lambda = log(alpha / sigma), half the log signal-to-noise ratio (DPM-Solver, 2206.00927): rises from noise to
    /// picture; negative infinity at alpha = 0, positive infinity at sigma = 0.
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
    /// Adds noise to every picture at its own level, for training: x = alpha(sigma) * <paramref name="clean"/> + sigma
    /// * <paramref name="noise"/>.
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

    /// <summary>The network input of this family at a noise level.</summary>
    /// <returns>The factor of x, and the network time.</returns>
    public virtual (double InputScale, double Time) NetworkInput(double sigma) => (1, TimeAt(sigma));

    /// <summary>
    /// The same for pictures <paramref name="x"/> [N, C, H, W] with individual levels <paramref name="sigma"/> [N].
    /// </summary>
    /// <returns>The scaled pictures [N, C, H, W] and the times [N].</returns>
    public virtual (Tensor Input, Tensor Time) NetworkInput(Tensor x, Tensor sigma)
    {
        Tensor scale = PerLevel.Map(sigma, level => NetworkInput(level).InputScale);
        return (x * PerLevel.OverPixels(scale), PerLevel.Map(sigma, level => NetworkInput(level).Time));
    }

    /// <summary>
    /// <paramref name="x"/> [N, C, H, W] of level <paramref name="sigma"/>, scaled for display: by default divided by
    /// sqrt(alpha^2 + sigma^2). For a variance-preserving family this is its true form sqrt(alpha_bar) * x0 + sqrt(1 -
    /// alpha_bar) * noise.
    /// </summary>
    /// <returns>A new tensor, owned by the caller.</returns>
    public virtual Tensor ForDisplay(Tensor x, double sigma)
    {
        double alpha = Alpha(sigma);
        return x / Held(Math.Sqrt(alpha * alpha + sigma * sigma));
    }
}
