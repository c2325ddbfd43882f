using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>Fills a request's gaps with the model's defaults and refuses what cannot be drawn, in a sentence.</summary>
internal static class RequestCheck
{
    internal const int LongestPrompt = 2_000,
        MostSteps = 1_000,
        LargestSide = 2_048;
    internal const double StrongestGuidance = 50;
    internal const int LargestBatch = 8;
    private const int MostPictures = 64,
        WidestBlur = 64;

    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public static GenerationSettings Resolve(GenerationRequest request, IPictureModel model, Func<long> randomSeed) =>
        Resolve(request, ModelFacts.Of(model), model.Hash, randomSeed);

    /// <inheritdoc cref="Resolve(GenerationRequest, IPictureModel, Func{long})"/>
    public static GenerationSettings Resolve(
        GenerationRequest request,
        ModelFacts model,
        string hash,
        Func<long> randomSeed
    )
    {
        GenerationDefaults defaults = model.Defaults;
        Text("prompt", request.Prompt);
        Text("negative prompt", request.NegativePrompt);
        int steps = request.Steps ?? defaults.Steps;
        Between("number of steps", steps, 1, MostSteps);
        Between("number of pictures", request.Count, 1, MostPictures);
        if (request.BatchSize is { } batch)
            Between("batch size", batch, 1, LargestBatch);
        Between("distance of previews in steps", request.PreviewEvery, 0, MostSteps);
        double guidance = request.Guidance ?? defaults.Guidance;
        Between("guidance scale", guidance, 0, StrongestGuidance);
        if (model.IsGuidanceDistilled && (guidance != 1 || request.NegativePrompt.Length > 0))
            throw new HippogriffException(
                $"The model {model.Name} was distilled with its guidance distilled in, so it takes neither "
                    + "another guidance scale than 1 nor a negative prompt; leave them out, or take the model that "
                    + "it was made from."
            );
        Between("guidance rescale", request.GuidanceRescale, 0, 1);
        GuidanceInterval interval = request.GuidanceInterval ?? defaults.GuidanceInterval ?? GuidanceInterval.Whole;
        if (!interval.IsPossible())
            throw new HippogriffException(
                $"The guidance interval {interval.Low} to {interval.High} does not lie within 0 and 1, the "
                    + "lower end first."
            );
        if (request.Seed is { } first)
            Seeds.Require(first, request.Count);
        string sampler = SamplerRegistry.Default.NameOf(request.Sampler ?? defaults.Sampler),
            schedule = ScheduleRegistry.Default.NameOf(request.Schedule ?? defaults.Schedule);
        (int width, int height) = (
            request.Width ?? request.Source?.Width ?? defaults.Width,
            request.Height ?? request.Source?.Height ?? defaults.Height
        );
        Side("width", width, model);
        Side("height", height, model);
        double? strength = null;
        if (request.Source is { } source)
        {
            Between("strength", request.Strength, 0, 1);
            if (source.Width != width || source.Height != height)
                throw new HippogriffException(
                    $"The source picture is {source.Width}x{source.Height} and {width}x{height} are to be "
                        + "drawn; they must be the same."
                );
            strength = request.Strength;
        }
        if (request.Mask is not null)
            Between("mask blur", request.MaskBlur, 0, WidestBlur);
        return new GenerationSettings(
            request.Prompt,
            request.NegativePrompt,
            request.Seed ?? randomSeed(),
            steps,
            sampler,
            schedule,
            guidance,
            width,
            height,
            strength,
            model.Name,
            hash
        )
        {
            MaskBlur = request.Mask is null ? null : request.MaskBlur,
            GuidanceRescale = request.GuidanceRescale,
            GuidanceInterval = interval,
            Loras = LoraCheck.Resolve(request.Loras),
        };
    }

    /// <summary>
    /// A drawing as the model does it where nothing is said; the prompt may be a caption, longer than a request's.
    /// </summary>
    public static GenerationSettings Default(IPictureModel model, string prompt, long seed) =>
        Resolve(new GenerationRequest { Prompt = "" }, model, () => seed) with
        {
            Prompt = prompt,
        };

    /// <summary>The mask of a request in the size of its source, its edge softened; null where it has none.</summary>
    /// <exception cref="HippogriffException">There is no source, the proportions differ, or nothing is to be
    /// painted.</exception>
    public static MaskImage? MaskOf(GenerationRequest request)
    {
        if (request.Mask is not { } mask)
            return null;
        if (request.Source is not { } source)
            throw new HippogriffException(
                "A mask says where a source picture is to be painted anew, and the request has no source picture."
            );
        mask = mask.FittedTo(source.Width, source.Height);
        if (mask.IsEmpty)
            throw new HippogriffException(
                "The mask is black all over the picture that is drawn, so nothing would be painted; what is "
                    + "to be painted anew has to be white in it."
            );
        return mask.Blurred(request.MaskBlur);
    }

    private static void Text(string what, string text)
    {
        if (text.Length > LongestPrompt)
            throw new HippogriffException(
                $"The {what} has {Counted.Of(text.Length, "character")}, and {LongestPrompt} are allowed."
            );
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
            );
    }
}
