using System.Security.Cryptography;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Validates requests and resolves them for storage and sampling. Invalid ones are refused in one sentence.
/// </summary>
internal sealed class JobRequestValidator(
    StudioOptions options,
    ModelCache cache,
    IUploads uploads,
    LoraCatalogue loras,
    DrawingMemory memory
)
{
    /// <summary>The request with resolved model and seed, and its settings.</summary>
    /// <exception cref="HippogriffException">The request is not valid or exceeds a limit.</exception>
    public async Task<(JobRequest Order, GenerationSettings Settings)> ResolveAsync(
        JobRequest order,
        CancellationToken cancellationToken
    )
    {
        StudioLimits limits = options.Limits;
        Length("prompt", order.Prompt, limits.PromptLength);
        Length("negative prompt", order.NegativePrompt, limits.PromptLength);
        Short("model", order.Model);
        Short("sampler", order.Sampler);
        Short("schedule", order.Schedule);
        AtMost("number of LoRAs", order.Loras?.Count, LoraCatalogue.Most, least: 0);
        foreach (RequestedLora lora in order.Loras ?? [])
            Short(
                "LoRA",
                lora?.Name
                    ?? throw new HippogriffException(
                        "A LoRA of the order has no name; it takes the name of an installed one and perhaps a weight."
                    )
            );
        AtMost("number of pictures", order.Count, limits.Pictures);
        AtMost("number of steps", order.Steps, limits.Steps);
        AtMost("width", order.Width, limits.Side);
        AtMost("height", order.Height, limits.Side);
        if (order.Seed is { } first)
            Seeds.Require(first, order.Count);
        if (!(order.Strength is >= 0 and <= 1))
            // also without a source picture
            throw new HippogriffException($"The strength {order.Strength} is not between 0 and 1.");
        if (order.MaskBlur < 0)
            throw new HippogriffException($"The mask blur {order.MaskBlur} is less than 0.");
        if (order is { Mask: not null, Source: null })
            throw new HippogriffException(
                "A mask says where a source picture is to be painted anew, and the order has no source picture."
            );
        order = order with
        {
            Model = cache.NameOf(order.Model),
            Seed = order.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue),
        };
        ModelFacts facts = await cache.FactsAsync(order.Model, cancellationToken).ConfigureAwait(false);
        await FitAsync(order, facts, cancellationToken).ConfigureAwait(false);
        GenerationSettings settings = facts.Check(ToRequest(order, facts));
        AtMost("width", settings.Width, limits.Side);
        AtMost("height", settings.Height, limits.Side);
        RequireWork(settings, order.Count, limits.Work);
        memory.RequireEver(settings, order.Count);
        // two pictures per step, three bytes per pixel
        double kept = 6.0 * settings.Width * settings.Height * (settings.Steps + 1) * order.Count;
        return (order with { KeepSteps = order.KeepSteps && kept <= limits.StepBytes }, settings);
    }

    /// <summary>Refuses a job that would block the queue for hours.</summary>
    private static void RequireWork(GenerationSettings settings, int count, long most)
    {
        double work = (double)settings.Steps * settings.Width * settings.Height * count;
        if (work > most)
        {
            throw new HippogriffException(
                FormattableString.Invariant(
                    $"{Counted.Of(count, "picture")} of {settings.Width}x{settings.Height} pixels with {Counted.Of(settings.Steps, "step")} {Counted.Noun(count, "is", "are")} {work / 1e6:#,0} million pixels to draw, and {most / 1e6:#,0} million a job are allowed; ask for fewer or smaller pictures, or fewer steps."
                )
            );
        }
    }

    /// <summary>Refuses LoRAs that were made for another model.</summary>
    private async Task FitAsync(JobRequest order, ModelFacts facts, CancellationToken cancellationToken)
    {
        foreach (RequestedLora lora in order.Loras ?? [])
        {
            if (
                loras.Find(lora.Name).Card?.Base is not { } made
                || await cache.HashAsync(order.Model, cancellationToken).ConfigureAwait(false) is var hash
                    && hash == made.Hash
            )
                continue;
            throw new HippogriffException(
                $"The LoRA {Quoted.Name(lora.Name)} was made for the model {Quoted.Name(made.Model)} (hash "
                    + $"{Quoted.Name(made.Hash)}) and does not fit the model {facts.Name} (hash {hash}); draw with "
                    + "that model, or leave the LoRA out.",
                FaultKind.Incompatible
            );
        }
    }

    /// <summary>The generation request, with its source in the output size.</summary>
    /// <exception cref="HippogriffException">An upload or a LoRA no longer exists.</exception>
    public GenerationRequest ToRequest(JobRequest order, ModelFacts facts) =>
        ToRequest(order, facts, uploads) with
        {
            Loras = [.. (order.Loras ?? []).Select(lora => new LoraChoice(loras.Find(lora.Name).File, lora.Weight))],
            BatchSize = options.BatchSize,
        };

    /// <summary>The same without LoRAs, which need a catalogue.</summary>
    public static GenerationRequest ToRequest(JobRequest order, ModelFacts facts, IUploads uploads) =>
        new GenerationRequest
        {
            Prompt = order.Prompt,
            NegativePrompt = order.NegativePrompt,
            Seed = order.Seed,
            Count = order.Count,
            Steps = order.Steps,
            Sampler = order.Sampler,
            Schedule = order.Schedule,
            Guidance = order.Guidance,
            GuidanceInterval = order.GuidanceInterval,
            GuidanceRescale = order.GuidanceRescale,
            Width = order.Width,
            Height = order.Height,
            Source = order.Source is { } source ? uploads.Picture(source) : null,
            Strength = order.Strength,
            Mask = order.Mask is { } mask ? uploads.Mask(mask) : null,
            MaskBlur = order.MaskBlur,
            KeepSteps = order.KeepSteps,
        }.FitSource(facts.Defaults, facts.SizeMultiple);

    private static void Length(string what, string? text, int most)
    {
        if (text is null)
            throw new HippogriffException($"The {what} is null; a text is needed, which may be empty.");
        if (text.Length > most)
            throw new HippogriffException(
                $"The {what} has {Counted.Of(text.Length, "character")}, and {most} are allowed."
            );
    }

    private static void Short(string what, string? text)
    {
        const int Most = 100;
        if (text?.Length > Most)
            throw new HippogriffException(
                $"The name of the {what} has {Counted.Of(text.Length, "character")}, and {Most} are allowed."
            );
    }

    private static void AtMost(string what, int? value, int most, int least = 1)
    {
        if (value > most)
            throw new HippogriffException($"The {what} {value} is more than the {most} that are allowed here.");
        if (value < least)
            throw new HippogriffException($"The {what} {value} is not between {least} and {most}.");
    }
}
