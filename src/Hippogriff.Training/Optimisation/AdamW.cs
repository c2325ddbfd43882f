using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Optimisation;

/// <summary>
/// AdamW (1711.05101, algorithm 2) with gradient clipping by norm and an exponential average of the weights, over flat buffers in chunks
/// that stay in the cache: one parameter tensor at a time costs a managed loop of native calls, one huge vector a trip to memory an operation.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const long ChunkOnCpu = 1 << 17;
    private readonly FlatParameters _parameters;

    public AdamW(FlatParameters parameters)
    {
        _parameters = parameters;
        FirstMoment = zeros_like(parameters.Master).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Master).DetachFromDisposeScope();
        Average = parameters.Master.clone().DetachFromDisposeScope();
    }

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double MaxNorm { get; init; } = 1.0;

    /// <summary>Mean of the gradients, float32 [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Mean of their squares, float32 [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Exponential moving average of the weights (EMA), float32 [P].</summary>
    public Tensor Average { get; }

    /// <summary>Length of the gradient vector; infinity or NaN where a gradient is.</summary>
    public double GradientNorm()
    {
        using DisposeScope scope = NewDisposeScope();
        return _parameters.Gradient.to(ScalarType.Float32).norm().item<float>();
    }

    /// <summary>One step.</summary>
    /// <param name="step">1-based number of the step.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientNorm">What <see cref="GradientNorm"/> said.</param>
    /// <param name="averageDecay">Share of the average that stays, 0 to 1.</param>
    public void Step(long step, double learningRate, double gradientNorm, double averageDecay)
    {
        using IDisposable noGradient = no_grad();
        double clip = Math.Min(1, MaxNorm / (gradientNorm + 1e-12));
        double size = learningRate / (1 - Math.Pow(Beta1, step)), correction = Math.Sqrt(1 - Math.Pow(Beta2, step));
        long chunk = _parameters.Master.device_type == DeviceType.CPU ? ChunkOnCpu : _parameters.Count;
        for (long at = 0; at < _parameters.Count; at += chunk)
        {
            using DisposeScope scope = NewDisposeScope();
            long length = Math.Min(chunk, _parameters.Count - at);
            Tensor weights = _parameters.Master.narrow(0, at, length);
            Tensor gradient = _parameters.Gradient.narrow(0, at, length).to(ScalarType.Float32).mul(clip);
            Tensor first = FirstMoment.narrow(0, at, length).mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            Tensor second = SecondMoment.narrow(0, at, length).mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            Tensor root = second.sqrt().div_(correction).add_(Epsilon);
            weights.mul_(1 - learningRate * WeightDecay).addcdiv_(first, root, -size);
            Average.narrow(0, at, length).mul_(averageDecay).add_(weights, alpha: 1 - averageDecay);
            if (!ReferenceEquals(_parameters.Master, _parameters.Working)) _parameters.Working.narrow(0, at, length).copy_(weights);
        }
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Average.Dispose();
    }
}
