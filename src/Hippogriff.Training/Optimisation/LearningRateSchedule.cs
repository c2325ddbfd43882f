namespace Hippogriff.Training.Optimisation;

/// <summary>
/// Learning rate with warm-up and cosine decay, and the length of the weight average. All methods are pure functions.
/// </summary>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="WarmupSteps">Number of linear warm-up steps.</param>
/// <param name="FinalShare">Final learning rate as a share of the peak.</param>
/// <param name="AverageShare">Length of the weight average as a share of the run so far (EDM2, 2312.02696, equation
/// 121: power-law average).</param>
public sealed record LearningRateSchedule(
    double LearningRate = 1e-3,
    int WarmupSteps = 200,
    double FinalShare = 0.02,
    double AverageShare = 0.06
)
{
    /// <summary>
    /// Learning rate of 1-based <paramref name="step"/> at <paramref name="progress"/> (0 to 1) of the run.
    /// </summary>
    public double RateAt(long step, double progress)
    {
        double climb = Math.Min(1, step / (double)Math.Max(1, WarmupSteps));
        double cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1)));
        return LearningRate * climb * (FinalShare + (1 - FinalShare) * cosine);
    }

    /// <summary>
    /// Decay of the average at 1-based <paramref name="step"/>: (1 - 1/t)^(gamma + 1), where gamma gives the relative
    /// standard deviation <see cref="AverageShare"/>. Early and late steps are forgotten at the same relative rate.
    /// </summary>
    public double AverageDecayAt(long step) => Math.Pow(1 - 1.0 / step, Gamma + 1);

    /// <summary>
    /// Solves sigma^2 = (gamma + 1) / ((gamma + 2)^2 (gamma + 3)) (EDM2, equation 126) for gamma by bisection.
    /// </summary>
    private double Gamma
    {
        get
        {
            double low = 0,
                high = 1e4,
                target = AverageShare * AverageShare;
            for (int i = 0; i < 100; i++)
            {
                double g = (low + high) / 2;
                if ((g + 1) / ((g + 2) * (g + 2) * (g + 3)) > target)
                    low = g;
                else
                    high = g;
            }
            return low;
        }
    }
}
