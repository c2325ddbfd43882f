using Hippogriff.Denoising.Families;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// A run of a scheduler: its levels and what the network is told at each, the sampler that walks them, and how the
/// batch begins.
/// </summary>
public sealed record SchedulerRun
{
    /// <summary>The noise family; its times are the scheduler's.</summary>
    public required NoiseFamily Family { get; init; }

    /// <summary>What the network predicts.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>Noise levels of the network's calls in this family, and the last level.</summary>
    public required double[] Levels { get; init; }

    /// <summary>The sampler with its settings.</summary>
    public required Sampler Sampler { get; init; }

    /// <summary>
    /// Timesteps of a whole run, before steps are left out; samplers of two stages have others between.
    /// </summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>Noise levels of a whole run as the scheduler counts them; null where it has none.</summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>Factor of the noise that a run from pure noise begins with.</summary>
    public double StartScale { get; init; } = 1;

    /// <summary>-1 for networks that predict the negative.</summary>
    public double OutputSign { get; init; } = 1;

    /// <summary>Number of first steps that were left out.</summary>
    public int Skipped { get; init; }

    /// <summary>Limits guesses, or mixes the batch into them; null for nothing.</summary>
    internal Func<Denoiser, Denoiser>? Wrap { get; init; }

    /// <summary>Where the second half of the network's channels goes if it is a variance; null if it is not.</summary>
    internal LearnedVariance? Variance { get; init; }

    /// <summary>The denoiser of a network, which is told the timesteps of this run.</summary>
    /// <param name="network">(picture [N, C, H, W], time [N]) to its output [N, C, H, W], owned by the caller.</param>
    public Denoiser ToDenoiser(Func<Tensor, Tensor, Tensor> network)
    {
        Denoiser denoise = Prediction.ToDenoiser(Family, (x, time) => Output(network(x, time)));
        return Wrap?.Invoke(denoise) ?? denoise;
    }

    /// <summary>The batch that a run from pure noise begins with.</summary>
    public Tensor Begin(Tensor noise) => noise * Held(StartScale);

    /// <summary>A clean batch with the noise of the first level.</summary>
    public Tensor Begin(Tensor clean, Tensor noise) => Family.AddNoise(clean, noise, Levels[0]);

    private Tensor Output(Tensor output)
    {
        if (Variance is not null)
        {
            Tensor[] halves = output.chunk(2, 1);
            Variance.Keep(halves[1]);
            output = halves[0];
        }
        return OutputSign == 1 ? output : output * Held(OutputSign);
    }
}

/// <summary>The variance that a network predicts beside its guess, kept from its call to the end of the step.</summary>
internal sealed class LearnedVariance
{
    private Tensor? _latest;

    public void Keep(Tensor variance)
    {
        _latest?.Dispose();
        _latest = variance.DetachFromDisposeScope();
    }

    /// <summary>The latest one; its caller owns it.</summary>
    public Tensor Take()
    {
        Tensor taken = _latest!;
        _latest = null;
        return taken;
    }
}
