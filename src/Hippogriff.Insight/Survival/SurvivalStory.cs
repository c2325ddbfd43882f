using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Survival;

/// <summary>A picture at one level of noise, and what becomes of it.</summary>
/// <param name="Strength">How much noise is added to it: above 0 (hardly) to 1 (nothing of it is left).</param>
/// <param name="Sigma">The noise level.</param>
/// <param name="Noised">What the network is given.</param>
/// <param name="WithoutWords">Cleaned without words.</param>
/// <param name="WithWords">Cleaned with the prompt; the same picture where there is none.</param>
public sealed record SurvivalLevel(
    double Strength,
    double Sigma,
    RgbImage Noised,
    RgbImage WithoutWords,
    RgbImage WithWords
)
{
    /// <summary>
    /// How much of the picture survives without words: 1 as much as coding alone leaves, 0 no more than in pictures
    /// that never saw it; the mean over seeds.
    /// </summary>
    public double SurvivalWithoutWords { get; init; } = double.NaN;

    /// <summary>The same with the prompt.</summary>
    public double SurvivalWithWords { get; init; } = double.NaN;
}

/// <summary>A picture noised to many levels.</summary>
/// <param name="Settings">How it was cleaned.</param>
/// <param name="Original">The picture in the size that is drawn.</param>
/// <param name="Levels">The levels, the shallowest first, the last one pure noise.</param>
public sealed record SurvivalStory(GenerationSettings Settings, RgbImage Original, IReadOnlyList<SurvivalLevel> Levels)
{
    /// <summary>
    /// The strength at which half of the picture survives without words, on a straight line between levels.
    /// </summary>
    public double HalfWithoutWords => Half(level => level.SurvivalWithoutWords);

    /// <summary>The same with the prompt.</summary>
    public double HalfWithWords => Half(level => level.SurvivalWithWords);

    private double Half(Func<SurvivalLevel, double> survival)
    {
        (double strength, double left) = (0, 1);
        foreach (SurvivalLevel level in Levels)
        {
            double now = survival(level);
            if (now <= 0.5 && left > 0.5)
                return strength + (level.Strength - strength) * (left - 0.5) / (left - now);
            (strength, left) = (level.Strength, now);
        }
        return 1;
    }
}
