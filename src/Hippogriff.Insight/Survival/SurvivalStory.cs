using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Survival;

/// <summary>A picture at one noise level, and its denoised versions.</summary>
/// <param name="Strength">Denoising strength, above 0 (hardly any noise) to 1 (pure noise).</param>
/// <param name="Sigma">The noise level.</param>
/// <param name="Noised">The network's input.</param>
/// <param name="WithoutWords">Denoised without a prompt.</param>
/// <param name="WithWords">Denoised with the prompt; the same picture if there is none.</param>
public sealed record SurvivalLevel(
    double Strength,
    double Sigma,
    RgbImage Noised,
    RgbImage WithoutWords,
    RgbImage WithWords
)
{
    /// <summary>
    /// Share of the picture that survives without a prompt, mean over seeds. 1 equals encoding and decoding alone; 0
    /// equals unrelated pictures.
    /// </summary>
    public double SurvivalWithoutWords { get; init; } = double.NaN;

    /// <summary>The same with the prompt.</summary>
    public double SurvivalWithWords { get; init; } = double.NaN;
}

/// <summary>A picture at many noise levels.</summary>
/// <param name="Settings">The settings for denoising.</param>
/// <param name="Original">The picture in the size of the settings.</param>
/// <param name="Levels">The levels in rising order; the last is pure noise.</param>
public sealed record SurvivalStory(GenerationSettings Settings, RgbImage Original, IReadOnlyList<SurvivalLevel> Levels)
{
    /// <summary>
    /// The strength at which half of the picture survives without a prompt, interpolated linearly between levels.
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
