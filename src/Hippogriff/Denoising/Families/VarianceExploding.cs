using static TorchSharp.torch;

namespace Hippogriff.Denoising.Families;

/// <summary>The family of EDM (2206.00364): x = x0 + sigma * noise. Its time axis is the logarithm of sigma.</summary>
public sealed class VarianceExploding : NoiseFamily
{
    /// <param name="sigmaMin">Smallest trained level, above 0.</param>
    /// <param name="sigmaMax">Largest trained level, above <paramref name="sigmaMin"/>.</param>
    /// <param name="sigmaData">Standard deviation of the clean pictures, above 0.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public VarianceExploding(double sigmaMin = 0.002, double sigmaMax = 80, double sigmaData = 0.5)
    {
        if (!(0 < sigmaMin && sigmaMin < sigmaMax && double.IsFinite(sigmaMax)))
            throw new ArgumentException(
                $"Noise levels must satisfy 0 < min < max, not min {sigmaMin} and max {sigmaMax}."
            );
        if (!(sigmaData > 0))
            throw new ArgumentException($"The standard deviation of the data must be above 0, not {sigmaData}.");
        (SigmaMin, SigmaMax, SigmaData) = (sigmaMin, sigmaMax, sigmaData);
    }

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <summary>Standard deviation of the clean pictures, used in EDM's preconditioning.</summary>
    public double SigmaData { get; }

    /// <inheritdoc/>
    public override double Alpha(double sigma) => 1;

    /// <inheritdoc/>
    public override Tensor Alpha(Tensor sigma) => ones_like(sigma);

    /// <summary>c_in and c_noise of EDM's preconditioning (2206.00364, table 1).</summary>
    public override (double InputScale, double Time) NetworkInput(double sigma) =>
        (1 / Math.Sqrt(sigma * sigma + SigmaData * SigmaData), Math.Log(sigma) / 4);

    /// <inheritdoc/>
    public override double SigmaOf(double lambda) => Math.Exp(-lambda);

    /// <summary>Time in [0, 1] to sigma, from <see cref="SigmaMin"/> to <see cref="SigmaMax"/>.</summary>
    public override double SigmaAt(double time) => SigmaMin * Math.Pow(SigmaMax / SigmaMin, Math.Clamp(time, 0, 1));

    /// <inheritdoc/>
    public override double TimeAt(double sigma) =>
        Math.Clamp(Math.Log(sigma / SigmaMin) / Math.Log(SigmaMax / SigmaMin), 0, 1);
}
