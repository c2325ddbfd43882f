using Hippogriff.Denoising;
using Hippogriff.Denoising.Guidance;

namespace Hippogriff.Pipelines;

/// <summary>Guidance as the settings of a drawing ask for it: scale, rescale and interval.</summary>
public static class PromptGuidance
{
    /// <summary>The denoiser that follows the prompts, and that guidance pushes further that way.</summary>
    /// <param name="settings">Everything resolved.</param>
    /// <param name="family">The model's family.</param>
    /// <param name="prompted">Follows the prompts alone.</param>
    /// <param name="both">Takes the batch twice: its first half follows the negative prompts, its second the prompts.
    /// Never called where guidance is 1.</param>
    public static Denoiser Apply(GenerationSettings settings, NoiseFamily family, Denoiser prompted, Denoiser both)
    {
        if (settings.Guidance == 1)
            return prompted;
        Denoiser guided = ClassifierFree.Apply(both, settings.Guidance, settings.GuidanceRescale);
        if (settings.GuidanceInterval == GuidanceInterval.Whole)
            return guided;
        GuidanceInterval levels = new(
            family.SigmaAt(settings.GuidanceInterval.Low),
            family.SigmaAt(settings.GuidanceInterval.High)
        ); // time and noise level grow together
        return Interval.WithInterval(guided, prompted, levels.Holds);
    }

    /// <summary>For one prompt of <paramref name="model"/>; words are encoded once.</summary>
    internal static Denoiser For(IPictureModel model, GenerationSettings settings)
    {
        if (settings.Guidance == 1)
            return model.For(settings.Prompt);
        if (settings.GuidanceInterval == GuidanceInterval.Whole)
            return ClassifierFree.Apply(
                model.For(settings.NegativePrompt, settings.Prompt),
                settings.Guidance,
                settings.GuidanceRescale
            );
        (Denoiser prompted, Denoiser both) = model.ForGuidance(settings.NegativePrompt, settings.Prompt);
        return Apply(settings, model.Family, prompted, both);
    }
}
