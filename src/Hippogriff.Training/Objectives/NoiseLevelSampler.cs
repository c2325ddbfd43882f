using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Draws the network times of a batch, 0 (clean) to 1 (pure noise), as an objective's settings say.</summary>
/// <param name="settings">The settings.</param>
/// <param name="device">The device of the result.</param>
internal sealed class NoiseLevelSampler(DenoiserObjectiveSettings settings, Device device)
{
    private const double Margin = 1e-6; // from 0 and 1, where the normal quantile is infinite

    /// <summary>Times [N].</summary>
    public Tensor Times(long count, BatchRandom random)
    {
        Tensor typical = (Normal(count, random) * Held(settings.LogitStd)).Plus(settings.LogitMean).sigmoid();
        if (settings.LayoutShare == 0)
            return typical;
        double most = 1 - DenoiserObjectiveSettings.LayoutFrom;
        Tensor high = (Uniform(count, random) * Held(most)).TakenFrom(1); // (0.85, 1]
        return where(Uniform(count, random) < Held(settings.LayoutShare), high, typical);
    }

    /// <summary>
    /// Normal numbers [N]. Stratified ones are the quantiles of evenly spaced numbers with one common random shift, so
    /// that each batch has low, middle and high levels (low-discrepancy sampling: Variational Diffusion Models,
    /// 2107.00630, appendix I.1).
    /// </summary>
    private Tensor Normal(long count, BatchRandom random)
    {
        if (!settings.Stratified)
            return random.Normal([count], device);
        (long first, float all) = (random.FirstOf(count), random.AllOf(count));
        Tensor places = tensor([.. Enumerable.Range(0, (int)count).Select(i => (first + i) / all)], device: device);
        Tensor even = places.Plus(random.Common(device)).frac().clamp(Held(Margin), Held(1 - Margin));
        return (even * Held(2) - Held(1)).erfinv() * Held(Math.Sqrt(2));
    }

    private Tensor Uniform(long count, BatchRandom random) => random.Uniform([count], device);
}
