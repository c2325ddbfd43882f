using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>Resolves a request with the model's defaults; refuses invalid requests in one sentence.</summary>
public static class RequestCheck
{
    internal const int LongestPrompt = 2_000,
        MostSteps = 1_000,
        LargestSide = 2_048,
        LargestBatch = 8,
        MostPictures = 64,
        WidestBlur = 64;
    internal const int StrongestGuidance = 50;

    /// <summary>Guidance by the picture to change, if a request says nothing.</summary>
    internal const double UsualImageGuidance = 1.5;

    /// <summary>Checks a request, fits its pictures to the output size, and resolves the rest.</summary>
    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public static PreparedRequest Prepare(
        GenerationRequest request,
        ModelFacts model,
        string hash,
        Func<long> randomSeed
    )
    {
        GenerationFields.Require(request);
        GenerationRequest fitted = SourceSize.Fit(request, model.Defaults, model.SizeMultiple);
        GenerationSettings settings = Resolve(fitted, model, hash, randomSeed);
        return new PreparedRequest(fitted, settings, MaskOf(fitted), IgnoredOf(request, model));
    }

    /// <summary>Resolves a request; its source, if any, has the output size.</summary>
    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public static GenerationSettings Resolve(GenerationRequest request, IPictureModel model, Func<long> randomSeed) =>
        Resolve(request, model.Facts, model.Hash, randomSeed);

    private static double? StrengthOf(GenerationRequest request, ModelFacts model) =>
        request.Source is null ? null
        : model.Input == PictureInput.Edit ? 1 // the picture is an input, not the beginning
        : request.Strength;

    private static double GuidanceOf(GenerationRequest request, ModelFacts model)
    {
        double guidance = request.Guidance ?? model.Defaults.Guidance;
        if (guidance == 0 && model.ZeroSwitchesGuidanceOff)
            guidance = 1;
        return model.IsGuidanceDistilled && (guidance != 1 || request.NegativePrompt.Length > 0)
            ? throw new HippogriffException(
                $"The model {model.Name} is guidance-distilled and takes neither another guidance scale than 1 nor a "
                    + "negative prompt; leave them out, or "
                    + (model.Defaults.EmbeddedGuidance is null ? "use its teacher." : "set --embedded-guidance.")
            )
            : guidance;
    }

    /// <inheritdoc cref="Resolve(GenerationRequest, IPictureModel, Func{long})"/>
    private static GenerationSettings Resolve(
        GenerationRequest request,
        ModelFacts model,
        string hash,
        Func<long> randomSeed
    )
    {
        GenerationFields.Require(request);
        Between("batch size", request.BatchSize ?? 1, 1, LargestBatch);
        Between("distance of previews in steps", request.PreviewEvery, 0, MostSteps);
        GenerationDefaults defaults = model.Defaults;
        string? noise = NoiseSources.Settled(request.NoiseSource, request.Count);
        if (request.Seed is { } first)
            Seeds.Require(first, noise is null ? request.Count : 1);
        (SamplerEntry sampler, string? schedule) = DisplayNames.Find(request.Sampler ?? defaults.Sampler);
        int width = request.Width ?? defaults.Width,
            height = request.Height ?? defaults.Height;
        Side("width", width, model);
        Side("height", height, model);
        return new GenerationSettings
        {
            Prompt = request.Prompt,
            NegativePrompt = request.NegativePrompt,
            Seed = request.Seed ?? randomSeed(),
            Steps = request.Steps ?? defaults.Steps,
            Sampler = sampler.Name,
            Schedule = ScheduleRegistry.Default.NameOf(request.Schedule ?? schedule ?? defaults.Schedule),
            Guidance = GuidanceOf(request, model),
            Width = width,
            Height = height,
            Strength = StrengthOf(request, model),
            Model = model.Name,
            ModelHash = hash,
            MaskBlur = request.Mask is null ? null : request.MaskBlur,
            GuidanceRescale = request.GuidanceRescale,
            GuidanceInterval = request.GuidanceInterval ?? defaults.GuidanceInterval ?? GuidanceInterval.Whole,
            EmbeddedGuidance = defaults.EmbeddedGuidance is { } own ? request.EmbeddedGuidance ?? own : null,
            ImageGuidance = model.Input == PictureInput.Edit ? request.ImageGuidance ?? UsualImageGuidance : null,
            ClipSkip = model.ReadsClip ? request.ClipSkip : null,
            PromptWeighting = model.ReadsClip ? request.PromptWeighting : null,
            Vae = model.Vae,
            Eta = sampler.TakesEta ? request.Eta : null,
            NoiseSource = noise,
            Loras = LoraCheck.Resolve(request.Loras ?? []),
        };
    }

    /// <summary>Options of a request without effect on the model, one sentence each.</summary>
    public static IReadOnlyList<string> IgnoredOf(GenerationOptions request, ModelFacts model)
    {
        List<string> ignored = [];
        SamplerEntry sampler = DisplayNames.Find(request.Sampler ?? model.Defaults.Sampler).Sampler;
        if (request.Eta is not null && !sampler.TakesEta)
            ignored.Add($"Eta has no effect with the sampler {sampler.Name}, which takes no share of fresh noise.");
        if (request.EmbeddedGuidance is not null && model.Defaults.EmbeddedGuidance is null)
            ignored.Add($"Embedded guidance has no effect on the model {model.Name}, whose network takes none.");
        if (request.ImageGuidance is not null && model.Input != PictureInput.Edit)
            ignored.Add($"Image guidance has no effect on the model {model.Name}, which edits no pictures by words.");
        if (request.ClipSkip is not null && !model.ReadsClip)
            ignored.Add($"Clip skip has no effect on the model {model.Name}, which has no CLIP text encoder.");
        if (
            request.NegativePrompt.Length > 0
            && (request.Guidance ?? model.Defaults.Guidance) == 1
            && model.Input != PictureInput.Edit
        )
            ignored.Add("The negative prompt has no effect with a guidance scale of 1; use one above 1.");
        if (request.PromptWeighting is not null && !model.ReadsClip)
            ignored.Add($"Prompt weighting has no effect on the model {model.Name}, which reads whole words.");
        return ignored;
    }

    /// <summary>
    /// The model's default settings for a prompt, which may be a caption longer than a request's prompt.
    /// </summary>
    public static GenerationSettings Default(IPictureModel model, string prompt, long seed) =>
        Resolve(new GenerationRequest { Prompt = "" }, model, () => seed) with
        {
            Prompt = prompt,
        };

    /// <summary>The blurred mask of a request in the size of its source; null if it has none.</summary>
    /// <param name="request">The request; its source has the output size.</param>
    /// <exception cref="HippogriffException">There is no source, the aspect ratios differ, or the mask is
    /// empty.</exception>
    public static MaskImage? MaskOf(GenerationRequest request)
    {
        if (request.Mask is not { } mask)
            return null;
        if (request.Source is not { } source)
            throw new HippogriffException(
                "A mask selects the part of a source picture to repaint, and the request has no source picture."
            )
            {
                Field = "mask",
            };
        mask = mask.FittedTo(source.Width, source.Height);
        if (mask.IsEmpty)
            throw new HippogriffException(
                "The mask is black all over, so nothing would be repainted; paint the part to repaint white."
            )
            {
                Field = "mask",
            };
        return mask.Blurred(request.MaskBlur);
    }

    private static void Between(string what, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new HippogriffException($"The {what} {value} is not between {low} and {high}.");
    }

    private static void Side(string what, int value, ModelFacts model)
    {
        if (value <= 0 || value > LargestSide || value % model.SizeMultiple != 0)
            throw new HippogriffException(
                $"The {what} {value} is not a multiple of {model.SizeMultiple} between {model.SizeMultiple} "
                    + $"and {LargestSide}, as the model {model.Name} needs."
            )
            {
                Field = what,
            };
    }
}
