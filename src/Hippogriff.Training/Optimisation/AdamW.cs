using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Optimisation;

/// <summary>
/// AdamW (1711.05101, algorithm 2) with gradient clipping by norm and an exponential moving average of the weights.
/// Works on flat buffers, since one tensor at a time would need a managed loop of native calls.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly FlatParameters _parameters;

    /// <summary>An optimiser of these parameters, its moments 0.</summary>
    public AdamW(FlatParameters parameters)
    {
        _parameters = parameters;
        FirstMoment = zeros_like(parameters.Master).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Master).DetachFromDisposeScope();
        Average = parameters.Master.clone().DetachFromDisposeScope();
    }

    /// <summary>Decay of the first moment, 0 to 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment, 0 to 1.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of a weight that is taken away a step, times the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are clipped to this norm.</summary>
    public double MaxNorm { get; init; } = 1.0;

    /// <summary>Moving average of the gradients, float32 [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Moving average of their squares, float32 [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Exponential moving average of the weights (EMA), float32 [P].</summary>
    public Tensor Average { get; }

    /// <summary>Norm of the gradient; infinity or NaN if an element is.</summary>
    public double GradientNorm()
    {
        if (FusedAdamW.Serves(_parameters))
            return Math.Sqrt(FusedAdamW.SquaredNorm(_parameters));
        using DisposeScope scope = NewDisposeScope();
        return _parameters.Gradient.to(ScalarType.Float32).norm().item<float>();
    }

    /// <summary>Makes one step.</summary>
    /// <param name="step">1-based number of the step.</param>
    /// <param name="learningRate">Learning rate.</param>
    /// <param name="gradientNorm">The result of <see cref="GradientNorm"/>.</param>
    /// <param name="averageDecay">Decay of the average, 0 to 1.</param>
    public void Step(long step, double learningRate, double gradientNorm, double averageDecay)
    {
        using IDisposable noGradient = no_grad();
        double clip = Math.Min(1, MaxNorm / (gradientNorm + 1e-12));
        double size = learningRate / (1 - Math.Pow(Beta1, step)),
            correction = Math.Sqrt(1 - Math.Pow(Beta2, step));
        if (FusedAdamW.Serves(_parameters))
        {
            FusedAdamW.Step(
                _parameters,
                FirstMoment,
                SecondMoment,
                Average,
                new AdamWStep(
                    (float)clip,
                    (float)Beta1,
                    (float)Beta2,
                    (float)(1 - learningRate * WeightDecay),
                    (float)size,
                    (float)correction,
                    (float)Epsilon,
                    (float)averageDecay
                )
            );
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor gradient = _parameters.Gradient.to(ScalarType.Float32).mul(Held(clip));
        FirstMoment.mul_(Held(Beta1)).add_(gradient, alpha: Held(1 - Beta1));
        SecondMoment.mul_(Held(Beta2)).addcmul_(gradient, gradient, Held(1 - Beta2));
        Tensor root = SecondMoment.sqrt().div_(Held(correction)).add_(Held(Epsilon), Held(1));
        _parameters.Master.mul_(Held(1 - learningRate * WeightDecay)).addcdiv_(FirstMoment, root, Held(-size));
        Average.mul_(Held(averageDecay)).add_(_parameters.Master, alpha: Held(1 - averageDecay));
        _parameters.PublishMaster();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Average.Dispose();
    }
}
