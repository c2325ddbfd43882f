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

    /// <summary>The request of a drawing.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="warnings">Receives what is passed over, one sentence each.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NotPlannedException">Its parts do not go together.</exception>
    public async Task<JobRequest> ReadAsync(
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
            warnings.Add(ignored);
        if (steps.Seed > Seeds.Last)
            warnings.Add($"The seed {steps.Seed} was taken as {order.Seed}; {Seeds.Last} is the last one here.");
        return steps.Begin is SourceValue source
            ? await WithSourceAsync(order, steps.Levels, source, (facts, warnings), cancellationToken)
                .ConfigureAwait(false)
            : Sized(order, ((NoiseValue)steps.Begin).Width, ((NoiseValue)steps.Begin).Height, facts, warnings);
    }

    /// <summary>Pictures of an output that are there already, stored as uploads.</summary>
    public Task<IReadOnlyList<string>> KeepAsync(
        IReadOnlyList<ReadyPicture> pictures,
        CancellationToken cancellationToken
    ) =>
        InTurnAsync<IReadOnlyList<string>>(
            async () =>
            {
                Dictionary<ReadyPicture, string> names = [];
                foreach (ReadyPicture picture in pictures.Distinct())
                    names[picture] = await KeepAsync(picture, cancellationToken).ConfigureAwait(false);
                return [.. pictures.Select(picture => names[picture])];
            },
            cancellationToken
        );

    private Task<JobRequest> WithSourceAsync(
        JobRequest order,
        LevelsValue levels,
        SourceValue source,
        (ModelFacts Facts, ICollection<string> Warnings) model,
        CancellationToken cancellationToken
    ) =>
        InTurnAsync(
            async () =>
            {
                RgbImage picture = source.Picture.Pixels;
                return Sized(order, picture.Width, picture.Height, model.Facts, model.Warnings) with
                {
                    Source = await KeepAsync(source.Picture, cancellationToken).ConfigureAwait(false),
                    Mask = source.Mask is { } mask
                        ? mask.Upload
                            ?? await uploads
                                .KeepMaskAsync(Packed(mask.Values.ToImage()), MaskMeaning.White, cancellationToken)
                                .ConfigureAwait(false)
                        : null,
                    Strength = levels.Denoise ?? (double)(levels.To - levels.From) / levels.All,
                };
            },
            cancellationToken
        );

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
        int width,
        int height,
        ModelFacts facts,
        ICollection<string> warnings
    )
    {
        PictureSize asked = new(width, height),
            drawn = asked.Drawable(facts.Defaults, facts.SizeMultiple).Nearest(facts.SizeMultiple);
        if (drawn != asked)
            warnings.Add($"Pictures of {asked} pixels are drawn as {drawn}, for which the model {facts.Name} is made.");
        return order with { Width = drawn.Width, Height = drawn.Height };
    }

    private static string Negative(GuiderValue guider, ModelFacts facts, ICollection<string> warnings)
    {
        if (!facts.IsGuidanceDistilled || guider.Negative.Text.Length == 0)
            return guider.Negative.Text;
        warnings.Add($"The model {facts.Name} takes no negative prompt, so it changed nothing.");
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
            warnings.Add("A LoRA changes model and text encoder together here, so those of the model count for both.");
        if (guider.Negative.Encoder is { } other && guider.Positive.Encoder is { } first && other.Skip != first.Skip)
            warnings.Add("The layer of the text encoder is that of the positive prompt, for the negative one, too.");
    }
}

/// <summary>Pictures of graphs are decoded for one graph at a time: each may take some dozen megabytes.</summary>
internal sealed class GraphTurns() : SemaphoreSlim(1);
