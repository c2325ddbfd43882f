using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Applies guidance by the settings: scale, rescale and interval.</summary>
public static class PromptGuidance
{
    /// <summary>Parameters of a condition besides the prompt, from the settings.</summary>
    public static ConditionRequest RequestOf(GenerationSettings settings) =>
        new(settings.Width, settings.Height) { EmbeddedGuidance = settings.EmbeddedGuidance };

    /// <summary>
    /// The denoiser with guidance for the prompts of K pictures. Every prompt is encoded once. Belongs to the caller's
    /// dispose scope.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Everything resolved.</param>
    /// <param name="prompts">One prompt per row; null for that of the settings.</param>
    /// <param name="onGuided">Receives the guesses [2N, C, h, w] of guidance, the negative prompt's first.
    /// </param>
    public static Denoiser For(
        IPictureModel model,
        GenerationSettings settings,
        IReadOnlyList<string>? prompts = null,
        Action<Tensor>? onGuided = null
    )
    {
        prompts ??= [settings.Prompt];
        ConditionRequest request = RequestOf(settings);
        if (settings.Guidance == 1)
            return model.DenoiserFor(model.Conditioner.EncodeOnce(prompts, request));
        Condition both = model.Conditioner.EncodeOnce(
            [.. prompts.Select(_ => settings.NegativePrompt), .. prompts],
            request
        );
        return Apply(model, settings, both, onGuided);
    }

    /// <summary>The same for existing conditions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Everything resolved.</param>
    /// <param name="prompted">K rows for the prompts.</param>
    /// <param name="negative">The negative condition: K rows, or one for all. Not called with guidance 1.</param>
    public static Denoiser ForConditions(
        IPictureModel model,
        GenerationSettings settings,
        Condition prompted,
        Func<Condition> negative
    )
    {
        if (settings.Guidance == 1)
            return model.DenoiserFor(prompted);
        Condition away = negative();
        return Apply(model, settings, (away.Rows == prompted.Rows ? away : away.Repeat(prompted.Rows)).Then(prompted));
    }

    /// <summary>Classifier-free guidance with a condition of 2K rows, the negative ones first.</summary>
    private static Denoiser Apply(
        IPictureModel model,
        GenerationSettings settings,
        Condition both,
        Action<Tensor>? onGuided = null
    )
    {
        int count = (int)both.Rows / 2;
        Denoiser compared = model.DenoiserFor(both);
        Denoiser told = (x, sigma) =>
        {
            Tensor guesses = compared(x, sigma);
            onGuided?.Invoke(guesses);
            return guesses;
        };
        Denoiser guided = ClassifierFree.Apply(
            onGuided is null ? compared : told,
            settings.Guidance,
            settings.GuidanceRescale
        );
        if (settings.GuidanceInterval == GuidanceInterval.Whole)
            return guided;
        SigmaInterval levels = new(
            model.Family.SigmaAt(settings.GuidanceInterval.Low),
            model.Family.SigmaAt(settings.GuidanceInterval.High)
        ); // time and noise level grow together
        Denoiser prompted = model.DenoiserFor(both.Select([.. Enumerable.Range(count, count)]));
        return Interval.WithInterval(guided, prompted, levels);
    }
}
