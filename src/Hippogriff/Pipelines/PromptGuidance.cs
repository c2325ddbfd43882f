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
        new(settings.Width, settings.Height)
        {
            EmbeddedGuidance = settings.EmbeddedGuidance,
            Weighting = PromptWeightings.Find(settings.PromptWeighting),
            ClipSkip = settings.ClipSkip,
        };

    /// <summary>
    /// The denoiser with guidance for the prompts of K pictures. Every prompt is encoded once. Belongs to the caller's
    /// dispose scope.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Everything resolved.</param>
    /// <param name="prompts">One prompt per row; null for that of the settings.</param>
    /// <param name="onGuided">Receives the guesses [2N, C, h, w] of guidance, the negative prompt's first.
    /// </param>
    /// <param name="picture">What the network takes of a picture; null for none, or for nothing but noise.</param>
    public static Denoiser For(
        IPictureModel model,
        GenerationSettings settings,
        IReadOnlyList<string>? prompts = null,
        Action<Tensor>? onGuided = null,
        PictureChannels? picture = null
    )
    {
        prompts ??= [settings.Prompt];
        ConditionRequest request = RequestOf(settings);
        picture ??= PictureChannels.WithoutPicture(model, settings);
        if (model.Facts.Input == PictureInput.Edit)
            return Edited(model, settings, prompts, picture!);
        if (settings.Guidance == 1)
            return model.DenoiserFor(With(picture, model.Conditioner.EncodeOnce(prompts, request)));
        string[] negative = [.. prompts.Select(_ => settings.NegativePrompt)];
        Condition both = request is { Weighting: PromptWeighting.Diffusers, ClipSkip: not null }
            // diffusers skips layers for the prompt alone
            ? model
                .Conditioner.EncodeOnce(negative, request with { ClipSkip = null })
                .Then(model.Conditioner.EncodeOnce(prompts, request))
            : model.Conditioner.EncodeOnce([.. negative, .. prompts], request);
        return Apply(model, settings, With(picture, both), onGuided);
    }

    /// <summary>Three passes a step: without words and picture, with the picture, with both.</summary>
    private static Denoiser Edited(
        IPictureModel model,
        GenerationSettings settings,
        IReadOnlyList<string> prompts,
        PictureChannels picture
    )
    {
        string[] negative = [.. prompts.Select(_ => settings.NegativePrompt)];
        Condition all = model.Conditioner.EncodeOnce([.. negative, .. negative, .. prompts], RequestOf(settings));
        return EditGuidance.Apply(
            model.DenoiserFor(picture.WithoutFirst(all, prompts.Count)),
            settings.Guidance,
            settings.ImageGuidance ?? RequestCheck.UsualImageGuidance
        );
    }

    private static Condition With(PictureChannels? picture, Condition condition) =>
        picture?.With(condition) ?? condition;

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
        PictureChannels? picture = PictureChannels.WithoutPicture(model, settings);
        prompted = With(picture, prompted);
        if (settings.Guidance == 1)
            return model.DenoiserFor(prompted);
        Condition away = With(picture, negative());
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
        Denoiser passes = onGuided is null ? compared : told;
        Denoiser guided =
            settings.GuidanceRescale > 0 && model.RescaledPrediction is { } prediction
                ? OutputRescale.Apply(passes, settings.Guidance, settings.GuidanceRescale, model.Family, prediction)
                : ClassifierFree.Apply(passes, settings.Guidance, settings.GuidanceRescale);
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
