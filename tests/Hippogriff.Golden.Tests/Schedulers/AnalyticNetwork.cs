using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>
/// Stands for a network in the recordings: every number of the data is normal with its own mean and deviation, so the
/// best guess is known. The README of the recordings has the formulas.
/// </summary>
internal sealed class AnalyticNetwork(Tensor mean, Tensor deviation)
{
    private readonly Tensor _power = deviation * deviation;

    /// <summary>The best guess of the picture for a * x0 + b * noise, and the noise it implies.</summary>
    private (Tensor Clean, Tensor Noise) Guess(Tensor z, double a, double b)
    {
        Tensor r = (z - mean * Held(a)) / ((_power * Held(a * a)).Plus(b * b));
        return (mean.Plus(_power * r * Held(a)), r * Held(b));
    }

    /// <summary>A network of a variance-preserving table.</summary>
    public Tensor Preserving(Tensor z, double a, double b, string prediction)
    {
        (Tensor clean, Tensor noise) = Guess(z, a, b);
        return prediction switch
        {
            "epsilon" => noise,
            "sample" => clean,
            "v_prediction" => noise * Held(a) - clean * Held(b),
            _ => throw new NotSupportedException(prediction),
        };
    }

    /// <summary>The velocity of a flow.</summary>
    public Tensor Flow(Tensor z, double sigma, bool inverted)
    {
        (Tensor clean, Tensor noise) = Guess(z, 1 - sigma, sigma);
        return inverted ? clean - noise : noise - clean;
    }

    /// <summary>A network inside EDM's preconditioning.</summary>
    public Tensor Edm(Tensor z, double sigma, double data, bool negative)
    {
        double total = sigma * sigma + data * data;
        Tensor x = z * Held(Math.Sqrt(total));
        Tensor difference = x / Held(total) - (x - mean) / _power.Plus(sigma * sigma);
        return difference * Held((negative ? -1 : 1) * sigma * Math.Sqrt(total) / data);
    }

    /// <summary>The best guess in variance-exploding form, or of a flow.</summary>
    public Tensor Denoised(Tensor x, double sigma, bool flow = false) => Guess(x, flow ? 1 - sigma : 1, sigma).Clean;
}
