namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// What a denoiser misses at one noise level: its squared error as a share of what the mean colour alone would have (0:
/// a perfect guess, 1: no better than the mean colour).
/// </summary>
/// <param name="Sigma">Noise level on the straight path, 0 (clean) to 1 (pure noise).</param>
/// <param name="ValidationLoss">With each picture's own words.</param>
/// <param name="WithoutWords">With no words; NaN where it was not asked.</param>
/// <param name="OtherWords">With the words of another picture; NaN where it was not asked or all words are the
/// same.</param>
public sealed record LevelLoss(double Sigma, double ValidationLoss, double WithoutWords, double OtherWords);

/// <summary>What an examination found.</summary>
/// <param name="Levels">The noise levels, from little noise to much.</param>
/// <param name="Pictures">Number of pictures that were looked at.</param>
/// <param name="WordsGain">How much larger the error is with another picture's words than with the own, as a share of
/// the latter, at the noisy levels; NaN where there are no other words.</param>
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

    /// <summary>Mean over the levels, with the own words.</summary>
    public double ValidationLoss => Levels.Average(l => l.ValidationLoss);

    /// <summary>Mean over the levels, without words; NaN where it was not asked.</summary>
    public double WithoutWords => Levels.Average(l => l.WithoutWords);

    /// <summary>Mean over the levels, with another picture's words; NaN where it was not asked.</summary>
    public double OtherWords => Levels.Average(l => l.OtherWords);

    /// <summary>
    /// Whether the words change what is drawn, beyond chance and by half a per cent at least; null where it cannot be
    /// told.
    /// </summary>
    public bool? UsesWords =>
        double.IsNaN(WordsGain) ? null : WordsGain >= LeastGain && WordsGain >= Errors * WordsError;
}
