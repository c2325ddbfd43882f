using Hippogriff.Sampling;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Noise;

/// <summary>What a network predicts. The only file that knows.</summary>
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

/// <summary>Dissolves what a network was trained to say into the one thing samplers understand, the clean guess.</summary>
public static class PredictionExtensions
{
    /// <summary>
    /// The denoiser of a network. The network gets its picture [N, C, H, W] scaled as it was trained and its time [N] (float32):
    /// the time step in [0, T - 1] in a <see cref="VariancePreserving"/> family, ln(sigma) / 4 in a <see cref="VarianceExploding"/> one,
    /// sigma in (0, 1] in a <see cref="Flow"/>, each times <paramref name="timeScale"/>.
    /// </summary>
    /// <param name="prediction">What the network says.</param>
    /// <param name="family">The family it was trained in.</param>
    /// <param name="network">(picture [N, C, H, W], time [N]) to prediction [N, C, H, W], owned by the caller.</param>
    /// <param name="timeScale">What the network's time is multiplied with; 1000 for flows that count time in steps, such as SD3.</param>
    public static Denoiser ToDenoiser(this Prediction prediction, NoiseFamily family, Func<Tensor, Tensor, Tensor> network, double timeScale = 1) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            var (inputScale, time) = Conditioning(family, sigma);
            var (skip, gain) = Mixing(prediction, family, sigma);
            Tensor times = full([x.shape[0]], Held(time * timeScale), dtype: ScalarType.Float32, device: x.device); // [N]
            Tensor output = network(inputScale == 1 ? x : x * Held(inputScale), times);                             // [N, C, H, W]
            Tensor clean = skip == 0 ? output * Held(gain) : (x * Held(skip)).Plus(output * Held(gain));
            return clean.MoveToOuterDisposeScope();
        };

    /// <summary>What a network of the family is fed: x is multiplied by the first number; the second is the time.</summary>
    private static (double InputScale, double Time) Conditioning(NoiseFamily family, double sigma) => family switch
    {
        VariancePreserving vp => (1 / Math.Sqrt(1 + sigma * sigma), vp.StepAt(sigma)), // back to sqrt(alpha_bar) * x0 + sqrt(1 - alpha_bar) * noise
        VarianceExploding edm => (1 / Math.Sqrt(sigma * sigma + edm.SigmaData * edm.SigmaData), Math.Log(sigma) / 4), // c_in, c_noise
        Flow => (1, sigma),
        _ => (1, family.TimeAt(sigma)),
    };

    /// <summary>D = skip * x + gain * output, solved from x = alpha * x0 + sigma * noise and the meaning of the output.</summary>
    private static (double Skip, double Gain) Mixing(Prediction prediction, NoiseFamily family, double sigma)
    {
        double alpha = family.Alpha(sigma);
        double power = alpha * alpha + sigma * sigma;
        switch (prediction)
        {
            case Prediction.Epsilon:
                if (alpha == 0) return (0, 0); // pure noise: its noise says nothing of the picture, and 0 is the middle of all pictures
                return (1 / alpha, -sigma / alpha);
            case Prediction.V:
                return (alpha / power, -sigma / Math.Sqrt(power));
            case Prediction.Sample:
                return (0, 1);
            case Prediction.Flow:
                return (1 / (alpha + sigma), -sigma / (alpha + sigma));
            case Prediction.Edm:
                double data = family is VarianceExploding edm ? edm.SigmaData : throw new HippogriffException(
                    "A network with EDM preconditioning belongs in the variance-exploding family.");
                double sum = sigma * sigma + data * data;
                return (data * data / sum, sigma * data / Math.Sqrt(sum)); // c_skip, c_out
            default:
                throw new ArgumentOutOfRangeException(nameof(prediction));
        }
    }
}
