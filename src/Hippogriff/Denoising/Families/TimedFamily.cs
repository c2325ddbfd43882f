using static TorchSharp.torch;

namespace Hippogriff.Denoising.Families;

/// <summary>
/// A family whose network is told given times at given levels. Schedulers of other programs round or cut their
/// timesteps, or take them from a list. At any other level it is the family inside.
/// </summary>
internal sealed class TimedFamily : NoiseFamily
{
    private readonly Dictionary<double, double> _times = [];

    /// <param name="inner">The family.</param>
    /// <param name="levels">Noise levels.</param>
    /// <param name="times">The network's time at each; there may be fewer than levels.</param>
    public TimedFamily(NoiseFamily inner, IReadOnlyList<double> levels, IReadOnlyList<double> times)
    {
        Inner = inner;
        for (int i = 0; i < times.Count; i++)
            _times.TryAdd(levels[i], times[i]);
    }

    public NoiseFamily Inner { get; }

    public override double SigmaMin => Inner.SigmaMin;

    public override double SigmaMax => Inner.SigmaMax;

    public override int TrainSteps => Inner.TrainSteps;

    public override double Alpha(double sigma) => Inner.Alpha(sigma);

    public override Tensor Alpha(Tensor sigma) => Inner.Alpha(sigma);

    public override double SigmaAt(double time) => Inner.SigmaAt(time);

    public override double TimeAt(double sigma) => Inner.TimeAt(sigma);

    public override double SigmaOf(double lambda) => Inner.SigmaOf(lambda);

    public override (double InputScale, double Time) NetworkInput(double sigma)
    {
        (double scale, double time) = Inner.NetworkInput(sigma);
        return (scale, _times.GetValueOrDefault(sigma, time));
    }

    public override Tensor ForDisplay(Tensor x, double sigma) => Inner.ForDisplay(x, sigma);
}
