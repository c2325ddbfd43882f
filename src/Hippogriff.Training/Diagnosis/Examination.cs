namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// Denoising error at one noise level: squared error divided by that of the mean colour. 0 is a perfect guess, 1 no
/// better than the mean colour.
/// </summary>
/// <param name="Sigma">Noise level on the straight path, 0 (clean) to 1 (pure noise).</param>
/// <param name="ValidationLoss">With each picture's own caption.</param>
/// <param name="WithoutWords">Without a caption; NaN if not measured.</param>
/// <param name="OtherWords">With another picture's caption; NaN if not measured or all captions are equal.</param>
public sealed record LevelLoss(double Sigma, double ValidationLoss, double WithoutWords, double OtherWords);

/// <summary>The result of an examination.</summary>
/// <param name="Levels">The noise levels in rising order.</param>
/// <param name="Pictures">Number of pictures.</param>
/// <param name="WordsGain">Relative increase of the error with another picture's caption, at the noisy levels; NaN if
/// there are no other captions.</param>
/// <param name="WordsError">Standard error of <paramref name="WordsGain"/>, from the differences between
/// pictures.</param>
public sealed record Examination(
    IReadOnlyList<LevelLoss> Levels,
    int Pictures,
    double WordsGain = double.NaN,
    double WordsError = double.NaN
)
{
    private const double LeastGain = 0.005,
        Errors = 2;

    /// <summary>Mean over the levels with the own caption.</summary>
    public double ValidationLoss => Levels.Average(l => l.ValidationLoss);

    /// <summary>Mean over the levels without a caption; NaN if not measured.</summary>
    public double WithoutWords => Levels.Average(l => l.WithoutWords);

    /// <summary>Mean over the levels with another picture's caption; NaN if not measured.</summary>
    public double OtherWords => Levels.Average(l => l.OtherWords);

    /// <summary>Whether captions have an effect: significant and at least half a per cent; null if unknown.</summary>
    public bool? UsesWords =>
        double.IsNaN(WordsGain) ? null : WordsGain >= LeastGain && WordsGain >= Errors * WordsError;
}
