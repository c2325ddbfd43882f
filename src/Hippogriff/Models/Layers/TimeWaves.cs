using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Numbers as sines and cosines at falling frequencies (1706.03762, section 3.5; for the time of a denoiser DDPM,
/// 2006.11239). The order of the operations matters: an angle of 999 radians holds only four decimals in float32.
/// </summary>
public static class TimeWaves
{
    private const double Slowest = 10_000;

    /// <summary>Waves [K, width] of numbers [K], float32.</summary>
    /// <param name="values">The numbers: training steps, sizes in pixels, thousandths of guidance.</param>
    /// <param name="width">Width of the result, an even number.</param>
    /// <param name="cosineFirst">Whether the cosines are the first half.</param>
    /// <param name="shift">Frequencies fall to 10,000^-1 at index width / 2 - shift.</param>
    public static Tensor Of(Tensor values, int width, bool cosineFirst = true, double shift = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        int half = width / 2;
        Tensor places = arange(Held(0), Held(half), Held(1), dtype: ScalarType.Float32, device: values.device);
        Tensor rates = exp(places * Held(-Math.Log(Slowest)) / Held(half - shift)); // [width / 2]
        Tensor angles = values.to(ScalarType.Float32).unsqueeze(1) * rates.unsqueeze(0); // [K, width / 2]
        Tensor waves = cosineFirst ? cat([angles.cos(), angles.sin()], 1) : cat([angles.sin(), angles.cos()], 1);
        return waves.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Waves of a guidance scale w [K], for networks that take it as an input: (w - 1) * 1000, sines first (latent
    /// consistency models, 2310.04378, section 4.3).
    /// </summary>
    public static Tensor OfGuidance(Tensor scale, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        int half = width / 2;
        Tensor thousandths = (scale.to(ScalarType.Float32) - Held(1)) * Held(1000);
        Tensor places = arange(Held(0), Held(half), Held(1), dtype: ScalarType.Float32, device: scale.device);
        Tensor rates = exp(places * Held(-Math.Log(Slowest) / (half - 1)));
        Tensor angles = thousandths.unsqueeze(1) * rates.unsqueeze(0);
        return cat([angles.sin(), angles.cos()], 1).MoveToOuterDisposeScope();
    }
}
