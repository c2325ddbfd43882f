using Hippogriff.Denoising.Families;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>The types of network predictions.</summary>
public enum Prediction
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>v = alpha * noise - sigma * x0 (2202.00512), with alpha^2 + sigma^2 scaled to 1.</summary>
    V,

    /// <summary>The clean picture.</summary>
    Sample,

    /// <summary>The straight velocity noise - x0 (flow matching, 2210.02747).</summary>
    Flow,

    /// <summary>The raw output F of a network inside EDM's preconditioning (2206.00364, eq. 7 and table 1).</summary>
    Edm,
}

/// <summary>
/// Converts between a network's output and the clean picture: <see cref="ToDenoiser"/> for sampling,
/// <see cref="ToClean"/> and <see cref="Target"/> for training. x = alpha * x0 + sigma * noise throughout, alpha from
/// the <see cref="NoiseFamily"/>.
/// </summary>
public static class PredictionExtensions
{
    /// <summary>
    /// The denoiser of a network. The network gets pictures [N, C, H, W] scaled as in training, and its time [N]
    /// (float32). Both come from <see cref="NoiseFamily.NetworkInput(double)"/>.
    /// </summary>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="family">The family it was trained in.</param>
    /// <param name="network">(picture [N, C, H, W], time [N]) to prediction [N, C, H, W], owned by the caller.</param>
    /// <param name="timeScale">Factor of the network's time; 1000 for flows that count time in steps, such as
    /// SD3.</param>
    public static Denoiser ToDenoiser(
        this Prediction prediction,
        NoiseFamily family,
        Func<Tensor, Tensor, Tensor> network,
        double timeScale = 1
    ) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            (double inputScale, double time) = family.NetworkInput(sigma);
            (double skip, double gain) = Mixing(prediction, family, sigma);
            // [N]
            Tensor times = full([x.shape[0]], Held(time * timeScale), dtype: ScalarType.Float32, device: x.device);
            Tensor output = network(inputScale == 1 ? x : x * Held(inputScale), times); // [N, C, H, W]
            Tensor clean = skip == 0 ? output * Held(gain) : (x * Held(skip)).Plus(output * Held(gain));
            return clean.MoveToOuterDisposeScope();
        };

    /// <summary>The predicted clean pictures [N, C, H, W] for individual levels.</summary>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="family">The family it was trained in.</param>
    /// <param name="x">Noisy pictures [N, C, H, W].</param>
    /// <param name="output">The network's output for them [N, C, H, W].</param>
    /// <param name="sigma">Their levels [N], float32.</param>
    public static Tensor ToClean(this Prediction prediction, NoiseFamily family, Tensor x, Tensor output, Tensor sigma)
    {
        if (prediction == Prediction.Sample)
            return output;
        Tensor skip = PerLevel.Map(sigma, level => Mixing(prediction, family, level).Skip);
        Tensor gain = PerLevel.Map(sigma, level => Mixing(prediction, family, level).Gain);
        return (x * PerLevel.OverPixels(skip)).Plus(output * PerLevel.OverPixels(gain));
    }

    /// <summary>The ideal network output [N, C, H, W] for individual levels.</summary>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="family">The family it is trained in.</param>
    /// <param name="clean">Clean pictures [N, C, H, W].</param>
    /// <param name="noise">The noise that was added to them [N, C, H, W].</param>
    /// <param name="sigma">Noise levels [N], float32.</param>
    public static Tensor Target(
        this Prediction prediction,
        NoiseFamily family,
        Tensor clean,
        Tensor noise,
        Tensor sigma
    )
    {
        switch (prediction)
        {
            case Prediction.Epsilon:
                return noise;
            case Prediction.V:
                Tensor ofNoise = PerLevel.Map(sigma, level => family.Alpha(level) / Root(level));
                Tensor ofClean = PerLevel.Map(sigma, level => -level / Root(level));
                return (noise * PerLevel.OverPixels(ofNoise)).Plus(clean * PerLevel.OverPixels(ofClean));
            case Prediction.Sample:
                return clean;
            case Prediction.Flow:
                return noise - clean;
            case Prediction.Edm: // F = (x0 - c_skip * (x0 + sigma * noise)) / c_out
                Tensor left = PerLevel.Map(
                    sigma,
                    level => (1 - Mixing(prediction, family, level).Skip) / Mixing(prediction, family, level).Gain
                );
                Tensor taken = PerLevel.Map(
                    sigma,
                    level => -Mixing(prediction, family, level).Skip * level / Mixing(prediction, family, level).Gain
                );
                return (clean * PerLevel.OverPixels(left)).Plus(noise * PerLevel.OverPixels(taken));
            default:
                throw new ArgumentOutOfRangeException(nameof(prediction));
        }

        double Root(double level) => Math.Sqrt(family.Alpha(level) * family.Alpha(level) + level * level);
    }

    /// <summary>
    /// The weight of an output's squared error at each level [N]. For the clean picture it is 1 / sigma^2, at most
    /// <paramref name="most"/>, which gives the error of the implied velocity (JiT, 2511.13720). For all others it is
    /// 1, as in their papers.
    /// </summary>
    public static Tensor LossWeight(this Prediction prediction, Tensor sigma, double most) =>
        prediction == Prediction.Sample ? sigma.pow(Held(-2)).clamp_max(Held(most)) : ones_like(sigma);

    /// <summary>The network's output that a guess at one level came from.</summary>
    internal static Tensor OutputOf(
        this Prediction prediction,
        NoiseFamily family,
        Tensor x,
        Tensor clean,
        double sigma
    )
    {
        (double skip, double gain) = Mixing(prediction, family, sigma);
        return (clean - x * Held(skip)) / Held(gain);
    }

    /// <summary>The guess of a network's output at one level.</summary>
    internal static Tensor CleanOf(
        this Prediction prediction,
        NoiseFamily family,
        Tensor x,
        Tensor output,
        double sigma
    )
    {
        (double skip, double gain) = Mixing(prediction, family, sigma);
        return (x * Held(skip)).Plus(output * Held(gain));
    }

    /// <summary>
    /// D = skip * x + gain * output, derived from x = alpha * x0 + sigma * noise and the definition of the output.
    /// </summary>
    private static (double Skip, double Gain) Mixing(Prediction prediction, NoiseFamily family, double sigma)
    {
        double alpha = family.Alpha(sigma);
        double power = alpha * alpha + sigma * sigma;
        switch (prediction)
        {
            case Prediction.Epsilon:
                if (alpha == 0)
                    // pure noise: the predicted noise has no information on the picture, and 0 is the mean of all
                    // pictures
                    return (0, 0);
                return (1 / alpha, -sigma / alpha);
            case Prediction.V:
                return (alpha / power, -sigma / Math.Sqrt(power));
            case Prediction.Sample:
                return (0, 1);
            case Prediction.Flow:
                return (1 / (alpha + sigma), -sigma / (alpha + sigma));
            case Prediction.Edm:
                double data = (family is TimedFamily timed ? timed.Inner : family) is VarianceExploding edm
                    ? edm.SigmaData
                    : throw new HippogriffException(
                        "A network with EDM preconditioning belongs in the variance-exploding family."
                    );
                double sum = sigma * sigma + data * data;
                return (data * data / sum, sigma * data / Math.Sqrt(sum)); // c_skip, c_out
            default:
                throw new ArgumentOutOfRangeException(nameof(prediction));
        }
    }
}
