using Hippogriff.Imaging;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Spread;
using Hippogriff.Insight.Steps;
using Hippogriff.Insight.Survival;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight;

/// <summary>
/// All inspections of a loaded model, one method each, named like the commands. They return numbers and pictures, not
/// tensors, and run on the pipeline's own thread. Missing settings of a request take the model's defaults; the default
/// seed is 1.
/// </summary>
public static class GlassBox
{
    /// <summary>Maps words by their embeddings: see <see cref="MeaningMaps"/>.</summary>
    /// <exception cref="HippogriffException">The model has no text space, or knows too few of the words.</exception>
    public static Task<MeaningMap> MapAsync(
        this DiffusionPipeline pipeline,
        MapPlan? plan = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) => pipeline.RunAsync((model, token) => MeaningMaps.Of(model, plan, progress, token), cancellationToken);

    /// <summary>The path of a prompt over a map, word by word: see <see cref="MeaningMap.Wander"/>.</summary>
    public static Task<IReadOnlyList<WanderStop>> WanderAsync(
        this DiffusionPipeline pipeline,
        MeaningMap map,
        string prompt,
        CancellationToken cancellationToken = default
    ) => pipeline.RunAsync((model, _) => map.Wander(model.Readable(), prompt), cancellationToken);

    /// <summary>How much the pictures of each prompt differ: see <see cref="PromptSpread"/>.</summary>
    /// <exception cref="HippogriffException">The number of prompts or seeds is not allowed.</exception>
    public static Task<SpreadStory> SpreadAsync(
        this DiffusionPipeline pipeline,
        SpreadPlan plan,
        GenerationRequest? request = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request ?? Silent,
            (model, settings, token) => PromptSpread.Measure(model, settings, plan, progress, token),
            cancellationToken
        );

    /// <summary>Interpolates to another seed, another prompt, or both: see <see cref="LatentWalk"/>.</summary>
    /// <exception cref="HippogriffException">The number of frames is out of range, or the model's text embeddings
    /// cannot be interpolated.</exception>
    public static Task<WalkStory> WalkAsync(
        this DiffusionPipeline pipeline,
        GenerationRequest request,
        WalkPlan plan,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) => LatentWalk.Between(model, settings, plan, progress, token),
            cancellationToken
        );

    /// <summary>A table of prompts and seeds, one row per prompt: see <see cref="LatentWalk.Table"/>.</summary>
    /// <exception cref="HippogriffException">There are none, or more than 256 pictures.</exception>
    public static Task<IReadOnlyList<IReadOnlyList<RgbImage>>> TableAsync(
        this DiffusionPipeline pipeline,
        IReadOnlyList<string> prompts,
        IReadOnlyList<long> seeds,
        GenerationRequest? request = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request ?? Silent,
            (model, settings, token) =>
                LatentWalk.Table(model, settings, new TablePlan(prompts, seeds), progress, token),
            cancellationToken
        );

    /// <summary>Records the steps of one picture: see <see cref="StepWatch"/>.</summary>
    public static Task<StepStory> StepsAsync(
        this DiffusionPipeline pipeline,
        GenerationRequest request,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) => StepWatch.Draw(model, settings, progress, token),
            cancellationToken
        );

    /// <summary>The attention to words in one picture: see <see cref="WordAttention.Draw"/>.</summary>
    /// <exception cref="HippogriffException">The model has no network.</exception>
    public static Task<AttentionStory> AttentionAsync(
        this DiffusionPipeline pipeline,
        GenerationRequest request,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) => WordAttention.Draw(model, settings, progress, token),
            cancellationToken
        );

    /// <summary>Pictures without each of the words: see <see cref="WordAttention.StrikeOut"/>.</summary>
    /// <exception cref="HippogriffException">The model has no network.</exception>
    public static Task<IReadOnlyList<StruckWord>> StrikeOutAsync(
        this DiffusionPipeline pipeline,
        GenerationRequest request,
        IReadOnlyList<int>? which = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) => WordAttention.StrikeOut(model, settings, which, progress, token),
            cancellationToken
        );

    /// <summary>
    /// Adds noise to a picture and denoises it: see <see cref="PictureSurvival"/>. The picture is cropped and scaled to
    /// the size in the settings.
    /// </summary>
    /// <exception cref="HippogriffException">A level or the number of seeds is not allowed.</exception>
    public static Task<SurvivalStory> MeasureSurvivalAsync(
        this DiffusionPipeline pipeline,
        RgbImage picture,
        GenerationRequest request,
        SurvivalPlan? plan = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) =>
                PictureSurvival.Draw(model, settings, Covering(picture, settings), plan, progress, token),
            cancellationToken
        );

    /// <summary>
    /// Adds noise to a picture at one level without denoising, which is fast: see
    /// <see cref="PictureSurvival.AddNoise"/>.
    /// </summary>
    /// <exception cref="HippogriffException">The level is not allowed.</exception>
    public static Task<RgbImage> AddNoiseAsync(
        this DiffusionPipeline pipeline,
        RgbImage picture,
        GenerationRequest request,
        double level,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, _) => PictureSurvival.AddNoise(model, settings, Covering(picture, settings), level),
            cancellationToken
        );

    /// <summary>Adds noise at one level and denoises, for a slider: see <see cref="PictureSurvival.Once"/>.</summary>
    /// <exception cref="HippogriffException">The level is not allowed.</exception>
    public static Task<SurvivalLevel> CleanAgainAsync(
        this DiffusionPipeline pipeline,
        RgbImage picture,
        GenerationRequest request,
        double level,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.InspectAsync(
            request,
            (model, settings, token) =>
                PictureSurvival.Once(model, settings, Covering(picture, settings), level, token),
            cancellationToken
        );

    private static GenerationRequest Silent { get; } = new() { Prompt = "" };

    /// <summary>Runs an inspection with the settings and LoRAs of a request.</summary>
    private static Task<T> InspectAsync<T>(
        this DiffusionPipeline pipeline,
        GenerationRequest request,
        Func<IPictureModel, GenerationSettings, CancellationToken, T> look,
        CancellationToken cancellationToken
    ) =>
        pipeline.RunAsync(
            (model, token) =>
            {
                GenerationSettings settings = model.Resolve(request);
                using IDisposable? changed = model.Adapt(request.Loras ?? []);
                return look(model, settings, token);
            },
            cancellationToken
        );

    private static RgbImage Covering(RgbImage picture, GenerationSettings settings) =>
        ImageScaling.Cover(picture, settings.Width, settings.Height);
}
