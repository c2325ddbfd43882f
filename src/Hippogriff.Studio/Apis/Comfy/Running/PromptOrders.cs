using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Comfy.Planning;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis.Comfy.Running;

/// <summary>
/// Turns planned drawings into requests of jobs. As in ComfyUI, one generator makes the noise of all pictures of a
/// batch, and weights in prompts are read by its grammar.
/// </summary>
internal sealed class PromptOrders(IModelCatalogue models, IUploads uploads, GraphTurns turns)
{
    private const string Weighting = "comfyui";

    /// <summary>
    /// The requests of a drawing, once the drawings that it comes from are done. There is one for all pictures of a
    /// batch, or one for each picture that it begins with.
    /// </summary>
    /// <param name="drawing">The drawing; learns its size.</param>
    /// <param name="warnings">Receives what is passed over, one sentence each.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NotPlannedException">Its parts do not go together.</exception>
    public async Task<IReadOnlyList<JobRequest>> ReadAsync(
        PlannedDrawing drawing,
        ICollection<string> warnings,
        CancellationToken cancellationToken
    )
    {
        (JobRequest order, ModelFacts facts) = await PlainAsync(drawing, warnings, cancellationToken)
            .ConfigureAwait(false);
        if (drawing.Steps.Begin is SourceValue source)
            return await InTurnAsync(
                    () => WithSourcesAsync(order, drawing, source, (facts, warnings), cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false);
        NoiseValue noise = (NoiseValue)drawing.Steps.Begin;
        return [Sized(order, drawing, new PictureSize(noise.Width, noise.Height), facts, warnings)];
    }

    /// <summary>The request of a drawing without what it begins with; tells whether its parts go together.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<(JobRequest Order, ModelFacts Facts)> PlainAsync(
        PlannedDrawing drawing,
        ICollection<string> warnings,
        CancellationToken cancellationToken
    )
    {
        StepRange steps = drawing.Steps;
        GuiderValue guider = steps.Guider;
        string named = guider.Model.Name;
        ModelFacts facts = (
            await models.FindAsync(named.Length == 0 ? null : named, cancellationToken).ConfigureAwait(false)
            ?? throw await models.NoneCalledAsync(named, cancellationToken).ConfigureAwait(false)
        ).Facts;
        RequireOneModel(drawing);
        NoteWords(guider, warnings);
        JobRequest order = new()
        {
            Prompt = guider.Positive.Text,
            NegativePrompt = Negative(guider, facts, warnings),
            Model = facts.Name,
            Loras = guider.Model.Loras.Count == 0 ? null : guider.Model.Loras,
            Seed = (long)(steps.Seed & Seeds.Last),
            Count = steps.Begin.Count,
            Steps = steps.Levels.To - steps.Levels.From,
            Sampler = steps.Sampler,
            Schedule = steps.Levels.Schedule,
            Guidance = facts.IsGuidanceDistilled ? null : guider.Guidance,
            EmbeddedGuidance = guider.Positive.Guidance,
            ClipSkip = guider.Positive.Encoder?.Skip,
            PromptWeighting = facts.ReadsClip ? Weighting : null,
            NoiseSource = steps.Begin.Count > 1 ? NoiseSources.Batch : null,
            KeepSteps = false,
        };
        foreach (string ignored in RequestCheck.IgnoredOf(order, facts))
            Warn(warnings, ignored);
        if (steps.Seed > Seeds.Last)
            Warn(warnings, $"The seed {steps.Seed} was taken as {order.Seed}; {Seeds.Last} is the last one here.");
        return (order, facts);
    }

    /// <summary>Pictures of an output that are there already, stored as uploads.</summary>
    public Task<IReadOnlyList<StoredPicture>> KeepAsync(
        IReadOnlyList<ReadyPicture> pictures,
        CancellationToken cancellationToken
    ) =>
        InTurnAsync<IReadOnlyList<StoredPicture>>(
            async () =>
            {
                Dictionary<ReadyPicture, StoredPicture> names = [];
                foreach (ReadyPicture picture in pictures.Distinct())
                    names[picture] = new StoredPicture(
                        await KeepAsync(picture, cancellationToken).ConfigureAwait(false),
                        await KeepAsync(picture.Seen, cancellationToken).ConfigureAwait(false),
                        picture.After.Count > 0
                    );
                return [.. pictures.Select(picture => names[picture])];
            },
            cancellationToken
        );

    private async Task<IReadOnlyList<JobRequest>> WithSourcesAsync(
        JobRequest order,
        PlannedDrawing drawing,
        SourceValue source,
        (ModelFacts Facts, ICollection<string> Warnings) model,
        CancellationToken cancellationToken
    )
    {
        LevelsValue levels = drawing.Steps.Levels;
        if (source.Pictures.Count > 1)
            Warn(model.Warnings, "Each picture that is drawn on has a seed of its own: the next one counts one more.");
        List<JobRequest> all = [];
        foreach (ReadyPicture picture in source.Pictures)
        {
            PictureSize size = new(picture.Pixels.Width, picture.Pixels.Height);
            all.Add(
                Sized(order, drawing, size, model.Facts, model.Warnings) with
                {
                    Source = await KeepAsync(picture, cancellationToken).ConfigureAwait(false),
                    Mask = await KeepAsync(source.Mask, cancellationToken).ConfigureAwait(false),
                    Strength = levels.Denoise ?? (double)(levels.To - levels.From) / levels.All,
                    Seed = (order.Seed + all.Count) & Seeds.Last,
                    Count = source.Times,
                    NoiseSource = source.Times > 1 ? NoiseSources.Batch : null,
                }
            );
        }
        return all;
    }

    private async Task<string?> KeepAsync(ReadyMask? mask, CancellationToken cancellationToken) =>
        mask is null
            ? null
            : mask.Upload
                ?? await uploads
                    .KeepMaskAsync(Packed(mask.Values.ToImage()), MaskMeaning.White, cancellationToken)
                    .ConfigureAwait(false);

    private async Task<string> KeepAsync(ReadyPicture picture, CancellationToken cancellationToken) =>
        picture.Upload
        ?? await uploads.KeepPictureAsync(Packed(picture.Pixels), cancellationToken).ConfigureAwait(false);

    private static byte[] Packed(RgbImage image) => PngFile.Encode(image, quick: true);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private static JobRequest Sized(
        JobRequest order,
        PlannedDrawing drawing,
        PictureSize asked,
        ModelFacts facts,
        ICollection<string> warnings
    )
    {
        PictureSize drawn = (
            drawing.Steps.Begin is SourceValue { After: [var first, ..] }
                ? InProportion(asked, first)
                : asked.Drawable(facts.Defaults, facts.SizeMultiple)
        ).Nearest(facts.SizeMultiple);
        (drawing.Asked, drawing.Size) = (asked, drawn);
        if (drawn != asked)
            Warn(
                warnings,
                $"Pictures of {asked} pixels are drawn as {drawn}, for which the model {facts.Name} is made."
            );
        return order with { Width = drawn.Width, Height = drawn.Height };
    }

    /// <summary>A picture that goes on from another is made smaller by as much as that one was.</summary>
    private static PictureSize InProportion(PictureSize asked, PlannedDrawing first) =>
        new(
            (int)Math.Round((double)asked.Width * first.Size.Width / first.Asked.Width),
            (int)Math.Round((double)asked.Height * first.Size.Height / first.Asked.Height)
        );

    private static void Warn(ICollection<string> warnings, string sentence)
    {
        if (!warnings.Contains(sentence))
            warnings.Add(sentence);
    }

    private static string Negative(GuiderValue guider, ModelFacts facts, ICollection<string> warnings)
    {
        if (!facts.IsGuidanceDistilled || guider.Negative.Text.Length == 0)
            return guider.Negative.Text;
        Warn(warnings, $"The model {facts.Name} takes no negative prompt, so it changed nothing.");
        return "";
    }

    private static void RequireOneModel(PlannedDrawing drawing)
    {
        GuiderValue guider = drawing.Steps.Guider;
        foreach (WordsValue words in (WordsValue[])[guider.Positive, guider.Negative])
            if (words.Encoder is { } encoder && encoder.Model.Name != guider.Model.Name)
                throw new NotPlannedException(
                    drawing.Node,
                    $"The words of a model go with it: {Quoted.Name(encoder.Model.Name)} reads the prompt, and "
                        + $"{Quoted.Name(guider.Model.Name)} is to draw it."
                );
    }

    private static void NoteWords(GuiderValue guider, ICollection<string> warnings)
    {
        if (guider.Positive.Encoder is { } encoder && !encoder.Model.Loras.SequenceEqual(guider.Model.Loras))
            Warn(
                warnings,
                "A LoRA changes model and text encoder together here, so those of the model count for both."
            );
        if (guider.Negative.Encoder is { } other && guider.Positive.Encoder is { } first && other.Skip != first.Skip)
            Warn(warnings, "The layer of the text encoder is that of the positive prompt, for the negative one, too.");
    }
}

/// <summary>Pictures of graphs are decoded for one graph at a time: each may take some dozen megabytes.</summary>
internal sealed class GraphTurns() : SemaphoreSlim(1);
