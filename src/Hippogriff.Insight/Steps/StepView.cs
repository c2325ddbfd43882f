using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Steps;

/// <summary>One step of a run as pictures. Latents are decoded.</summary>
/// <param name="Index">1-based.</param>
/// <param name="From">Noise level that the network saw.</param>
/// <param name="To">Noise level after the step; 0 after the last.</param>
/// <param name="Seen">The noisy picture that the network saw.</param>
/// <param name="Noisy">The result of the step.</param>
/// <param name="Clean">The denoised guess that the step used.</param>
/// <param name="Noise">The predicted noise: (noisy - guess) / sigma.</param>
/// <param name="Change">Change of the guess since the previous step, per pixel; zero in the first step.</param>
/// <param name="Pull">Effect of guidance; null in steps without guidance.</param>
public sealed record StepView(
    int Index,
    double From,
    double To,
    RgbImage Seen,
    RgbImage Noisy,
    RgbImage Clean,
    RgbImage Noise,
    HeatMap Change,
    GuidancePull? Pull
);

/// <summary>Effect of guidance in a step: the guess with the prompt minus the guess without it.</summary>
/// <param name="With">The guess with the prompt.</param>
/// <param name="Without">The guess with the negative prompt or an empty prompt.</param>
/// <param name="Map">Their difference per pixel.</param>
public sealed record GuidancePull(RgbImage With, RgbImage Without, HeatMap Map);

/// <summary>All steps of one picture.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Image">The picture, with the same pixels as without recording.</param>
/// <param name="Steps">Its steps.</param>
public sealed record StepStory(GenerationSettings Settings, RgbImage Image, IReadOnlyList<StepView> Steps)
{
    /// <summary>
    /// The step after which the guess never changed by more than <paramref name="share"/> of its largest change.
    /// </summary>
    public int SettledAfter(double share = 0.25)
    {
        double most = Steps.Max(s => s.Change.Strength);
        return Steps.LastOrDefault(s => s.Change.Strength > share * most)?.Index ?? 1;
    }
}
