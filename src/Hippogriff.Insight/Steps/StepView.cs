using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Steps;

/// <summary>
/// One step of a run, as it can be looked at. Pictures of latents are what the decoder makes of them.
/// </summary>
/// <param name="Index">1-based.</param>
/// <param name="From">Noise level that the network saw.</param>
/// <param name="To">Noise level after the step; 0 after the last.</param>
/// <param name="Seen">The noisy picture that the network saw.</param>
/// <param name="Noisy">What the step left.</param>
/// <param name="Clean">The clean guess that the step followed.</param>
/// <param name="Noise">The noise that the network believed to be there: what is seen less the clean guess, over the
/// level.</param>
/// <param name="Change">How far the clean guess has moved since the step before, pixel by pixel; nothing in the first
/// step.</param>
/// <param name="Pull">Where guidance pulled; null in steps without guidance.</param>
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

/// <summary>Where guidance pulled in a step: what the prompt would have, less what would be drawn without it.</summary>
/// <param name="With">The clean guess that knows the prompt.</param>
/// <param name="Without">The clean guess that knows the negative prompt only, or no words.</param>
/// <param name="Map">Their difference, pixel by pixel.</param>
public sealed record GuidancePull(RgbImage With, RgbImage Without, HeatMap Map);

/// <summary>A whole run, from one drawing.</summary>
/// <param name="Settings">How it was drawn.</param>
/// <param name="Image">The picture: the same bytes that drawing alone would give.</param>
/// <param name="Steps">Its steps.</param>
public sealed record StepStory(GenerationSettings Settings, RgbImage Image, IReadOnlyList<StepView> Steps)
{
    /// <summary>
    /// The step after which the clean guess never again changed by more than <paramref name="share"/> of its largest
    /// change: where the picture was settled.
    /// </summary>
    public int SettledAfter(double share = 0.25)
    {
        double most = Steps.Max(s => s.Change.Strength);
        return Steps.LastOrDefault(s => s.Change.Strength > share * most)?.Index ?? 1;
    }
}
