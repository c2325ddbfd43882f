using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Turns orders into what can be written down and what can be drawn, and refuses in a sentence what cannot.
/// </summary>
internal sealed class JobRequestValidator(
    StudioOptions options,
    ModelCache cache,
    Uploads uploads,
    LoraCatalogue loras,
    DrawingMemory memory
)
{
    /// <summary>
    /// The order with everything said: model, seed and all that the model has a default for. It draws the same however
    /// late it is drawn.
    /// </summary>
    /// <exception cref="HippogriffException">It asks for something impossible or for more than is allowed.</exception>
    public async Task<JobRequest> ResolveAsync(JobRequest order, CancellationToken cancellationToken)
    {
        StudioLimits limits = options.Limits;
        Length(GenerationFields.Prompt, order.Prompt, limits.PromptLength);
        Length(GenerationFields.NegativePrompt, order.NegativePrompt, limits.PromptLength);
        Short("model", order.Model);
        Short("sampler", order.Sampler);
        Short("schedule", order.Schedule);
        foreach (LoraChoice lora in order.Loras ?? [])
            Short("LoRA", lora?.Name);
        // first, so that what is refused hears of the limits that count here
        AtMost(GenerationFields.Count, order.Count, limits.Pictures);
        AtMost(GenerationFields.Steps, order.Steps, limits.Steps);
        AtMost(GenerationFields.Width, order.Width, limits.Side);
        AtMost(GenerationFields.Height, order.Height, limits.Side);
        Require(order);
        if (order is { Mask: not null, Source: null })
            throw new HippogriffException(
                "A mask selects the part of a source picture to repaint, and the order has no source picture."
            );
        order = order with { Model = cache.NameOf(order.Model) };
        ModelFacts facts = cache.Facts(order.Model);
        await FitAsync(order, facts, cancellationToken).ConfigureAwait(false);
        PreparedRequest prepared = Prepared(order, facts);
        GenerationSettings settings = prepared.Settings;
        AtMost(GenerationFields.Width, settings.Width, limits.Side);
        AtMost(GenerationFields.Height, settings.Height, limits.Side);
        RequireWork(settings, order.Count, limits.Work);
        // two pictures a step, three bytes a pixel
        double kept = 6.0 * settings.Width * settings.Height * (settings.Steps + 1) * order.Count;
        bool keepSteps = order.KeepSteps && kept <= limits.StepBytes;
        memory.RequireEver(settings, order.Count, facts, keepSteps);
        return new JobRequest(prepared.ToOptions())
        {
            Loras = order.Loras,
            Model = order.Model,
            Source = order.Source,
            Mask = order.Mask,
            KeepSteps = keepSteps,
            Texts = order.Texts,
        };
    }

    /// <summary>The order as the model draws it; a refused side says what the model needs.</summary>
    private PreparedRequest Prepared(JobRequest order, ModelFacts facts)
    {
        try
        {
            return facts.Prepare(ToRequest(order));
        }
        catch (HippogriffException error)
        {
            int? side = error.Field switch
            {
                "width" => order.Width,
                "height" => order.Height,
                _ => null,
            };
            if (side % facts.SizeMultiple is not (null or 0))
                error.Because(RefusalKind.NoMultiple, side, facts.SizeMultiple, facts.Name);
            throw;
        }
    }

    /// <summary>Refuses what would hold the queue for hours.</summary>
    private static void RequireWork(GenerationSettings settings, int count, long most)
    {
        double work = (double)settings.Steps * settings.Width * settings.Height * count;
        if (work > most)
        {
            throw new HippogriffException(
                FormattableString.Invariant(
                    $"{Counted.Of(count, "picture")} of {settings.Width}x{settings.Height} pixels with {Counted.Of(settings.Steps, "step")} {Counted.Noun(count, "is", "are")} {work / 1e6:#,0} million pixels to draw; at most {most / 1e6:#,0} million a job are allowed. Ask for fewer or smaller pictures, or fewer steps."
                )
            ).Because(RefusalKind.TooMuchWork, work / 1e6, most / 1e6);
        }
    }

    /// <summary>Refuses LoRAs that were made for another model than is to draw.</summary>
    private async Task FitAsync(JobRequest order, ModelFacts facts, CancellationToken cancellationToken)
    {
        foreach (LoraChoice lora in order.Loras ?? [])
        {
            if (
                loras.Find(lora.Name).Card?.Base is not { } made
                || await cache.HashAsync(order.Model, cancellationToken).ConfigureAwait(false) is var hash
                    && hash == made.Hash
            )
                continue;
            throw new HippogriffException(
                $"The LoRA {Quoted.Name(lora.Name)} was made for the model {Quoted.Name(made.Model)} (hash "
                    + $"{Quoted.Name(made.Hash)}), not for {facts.Name} (hash {hash}); draw with "
                    + "that model, or leave the LoRA out.",
                FaultKind.Incompatible
            ).Because(RefusalKind.LoraOfOther, lora.Name, made.Model, made.Hash, facts.Name, hash);
        }
        cache.RequireFit(order.Model, Files(order));
    }

    private LoraChoice[] Files(JobRequest order) =>
        [.. (order.Loras ?? []).Select(lora => lora with { Name = loras.Find(lora.Name).File })];

    /// <summary>The request of an order: its uploads decoded, its LoRAs as files.</summary>
    /// <exception cref="HippogriffException">An upload or a LoRA is not there any more.</exception>
    public GenerationRequest ToRequest(JobRequest order) =>
        new(order)
        {
            Loras = order.Loras is null ? null : Files(order),
            Source = order.Source is { } source ? uploads.Picture(source) : null,
            Mask = order.Mask is { } mask ? uploads.Mask(mask) : null,
            KeepSteps = order.KeepSteps,
            BatchSize = options.BatchSize,
        };

    /// <summary>Refuses values that no server takes, and says which numbers are possible.</summary>
    private static void Require(JobRequest order)
    {
        try
        {
            GenerationFields.Require(order);
        }
        catch (HippogriffException error)
        {
            GenerationField? field = GenerationFields.All.FirstOrDefault(field => field.SnakeName == error.Field);
            if (field is { Kind: FieldKind.Whole or FieldKind.Number })
                error.Because(RefusalKind.NumberOutside, field.Get(order), field.Minimum, field.Maximum);
            throw;
        }
    }

    private static void Length(GenerationField field, string? text, int most)
    {
        if (text is null)
            throw new HippogriffException($"The {field.Name} is null; a text is needed, which may be empty.")
            {
                Field = field.SnakeName,
            };
        if (text.Length > most)
            throw new HippogriffException(
                $"The {field.Name} has {Counted.Of(text.Length, "character")}, and {most} are allowed."
            )
            {
                Field = field.SnakeName,
            }.Because(RefusalKind.TextTooLong, text.Length, most);
    }

    private static void Short(string what, string? text)
    {
        const int Most = 100;
        if (text?.Length > Most)
            throw new HippogriffException(
                $"The name of the {what} has {Counted.Of(text.Length, "character")}, and {Most} are allowed."
            )
            {
                Field = what == "LoRA" ? "loras" : what,
            };
    }

    /// <summary>This server's own limits, which are tighter than what a field may be.</summary>
    private static void AtMost(GenerationField field, int? value, int most)
    {
        if (value > most)
            throw new HippogriffException($"The {field.Name} {value} is more than the {most} that are allowed here.")
            {
                Field = field.SnakeName,
            }.Because(RefusalKind.NumberTooLarge, value, most);
    }
}
