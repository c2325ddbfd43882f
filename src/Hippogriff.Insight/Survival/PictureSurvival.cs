using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Survival;

/// <summary>How survival is measured.</summary>
/// <param name="Levels">Above 0 to below 1, rising; null: <see cref="PictureSurvival.DefaultLevels"/>.</param>
/// <param name="Seeds">Noise samples per level, 1 to 8. Figures are means over them; pictures are from the
/// first.</param>
public sealed record SurvivalPlan(IReadOnlyList<double>? Levels = null, int Seeds = 2);

/// <summary>
/// Adds noise to a picture and denoises it again (SDEdit, 2108.01073), with and without a prompt. With little noise the
/// picture returns; with much noise the result is new.
/// </summary>
public static class PictureSurvival
{
    /// <summary>Default levels of a strip.</summary>
    public static IReadOnlyList<double> DefaultLevels { get; } = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    private const int MostLevels = 32,
        MostSeeds = 8;

    /// <summary>Adds noise at one level and denoises without and with the prompt, for a slider.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings with the prompt for denoising.</param>
    /// <param name="picture">The picture, of the size in the settings.</param>
    /// <param name="strength">Above 0 to 1.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public static SurvivalLevel Once(
        IPictureModel model,
        GenerationSettings settings,
        RgbImage picture,
        double strength,
        CancellationToken cancellationToken = default
    )
    {
        Require(settings, picture, [strength]);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        return new Noising(model, settings, Clean(model, picture)).At(strength, 1, null, cancellationToken).Level;
    }

    /// <summary>Adds noise at one level without denoising: the network's input, for a moving slider.</summary>
    /// <inheritdoc cref="Once" path="/param"/>
    public static RgbImage AddNoise(IPictureModel model, GenerationSettings settings, RgbImage picture, double strength)
    {
        Require(settings, picture, [strength]);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        ModelRun run = RunOf(model, settings, strength);
        return Shown(
            run,
            run.Begin(Clean(model, picture), RowRun.NoiseOf(model, settings, settings.Seed)),
            run.Levels[0]
        );
    }

    /// <summary>Adds noise at every level and at pure noise, and measures how much of the picture survives.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings with the prompt for denoising.</param>
    /// <param name="picture">The picture, of the size in the settings.</param>
    /// <param name="plan">Levels and seeds; null: the default ones.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">A level or the number of seeds is not allowed.</exception>
    public static SurvivalStory Draw(
        IPictureModel model,
        GenerationSettings settings,
        RgbImage picture,
        SurvivalPlan? plan = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        plan ??= new SurvivalPlan();
        double[] levels = [.. (plan.Levels ?? DefaultLevels).Where(s => s < 1), 1];
        Require(settings, picture, levels);
        RequestResolution.RequireBetween("number of seeds", plan.Seeds, 1, MostSeeds);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = Clean(model, picture);
        Noising noising = new(model, settings, clean);
        double coded = PictureDistance.Pixels(ImageTensor.ToImage(model.Decode(clean)), picture),
            all = levels.Sum(),
            done = 0;
        List<(SurvivalLevel Level, double Without, double With)> drawn = [];
        foreach (double strength in levels)
        {
            drawn.Add(noising.At(strength, plan.Seeds, picture, cancellationToken));
            done += strength;
            progress?.Report(done / all);
        }
        double without = drawn[^1].Without - coded,
            with = drawn[^1].With - coded;
        return new SurvivalStory(
            settings,
            picture,
            [
                .. drawn.Select(d =>
                    d.Level with
                    {
                        SurvivalWithoutWords = Share(d.Without - coded, without),
                        SurvivalWithWords = Share(d.With - coded, with),
                    }
                ),
            ]
        );
    }

    /// <summary>
    /// What survives at a distance if nothing does at another one; nothing if pure noise comes as near as the picture.
    /// </summary>
    private static double Share(double distance, double ofNothing) => ofNothing > 0 ? 1 - distance / ofNothing : 0;

    /// <summary>A picture [1, C, h, w] that noise is added to.</summary>
    private sealed class Noising(IPictureModel model, GenerationSettings settings, Tensor clean)
    {
        /// <summary>
        /// One level for several seeds: the pictures of the first, and the mean distances from <paramref
        /// name="original"/>.
        /// </summary>
        public (SurvivalLevel Level, double Without, double With) At(
            double strength,
            int seeds,
            RgbImage? original,
            CancellationToken cancellationToken
        )
        {
            using DisposeScope scope = NewDisposeScope();
            ModelRun run = RunOf(model, settings, strength);
            Tensor noise = cat(
                [.. Seeds.From(settings.Seed, seeds).Select(seed => RowRun.NoiseOf(model, settings, seed))],
                0
            );
            Tensor noised = run.Begin(clean.expand(seeds, -1, -1, -1), noise); // [S, C, h, w]
            bool worded = settings.Prompt.Length > 0;
            string[] prompts =
            [
                .. Enumerable.Repeat("", seeds),
                .. Enumerable.Repeat(settings.Prompt, worded ? seeds : 0),
            ];
            Tensor rows = worded ? cat([noised, noised], 0) : noised;
            IReadOnlyList<RgbImage> images = Cleaned(run, prompts, rows, cancellationToken);
            IReadOnlyList<RgbImage> silent = [.. images.Take(seeds)],
                spoken = worded ? [.. images.Skip(seeds)] : silent;
            SurvivalLevel level = new(
                strength,
                run.Levels[0],
                Shown(run, noised.narrow(0, 0, 1), run.Levels[0]),
                silent[0],
                spoken[0]
            );
            return original is null
                ? (level, 0, 0)
                : (
                    level,
                    silent.Average(i => PictureDistance.Pixels(i, original)),
                    spoken.Average(i => PictureDistance.Pixels(i, original))
                );
        }

        private List<RgbImage> Cleaned(ModelRun run, string[] prompts, Tensor rows, CancellationToken cancellationToken)
        {
            List<RgbImage> images = [];
            foreach (string[] part in prompts.Chunk(RowRun.AtOnce(model)))
                images.AddRange(
                    RowRun.Clean(
                        model,
                        settings,
                        new RowRun.Rows(
                            PromptGuidance.For(run.Model, settings, part),
                            rows.narrow(0, images.Count, part.Length),
                            run
                        ),
                        cancellationToken: cancellationToken
                    )
                );
            return images;
        }
    }

    /// <summary>
    /// A run from this level down to 0: as many steps as that part of a complete run has, at least two. Schedulers of
    /// models count those that are left out by themselves.
    /// </summary>
    private static ModelRun RunOf(IPictureModel model, GenerationSettings settings, double strength) =>
        ModelRun.Of(
            model,
            model.SchedulerFor(settings.Sampler, settings.Schedule) is null
                ? settings with
                {
                    Steps = Math.Max(2, (int)Math.Round(settings.Steps * strength)),
                }
                : settings,
            strength
        );

    private static RgbImage Shown(ModelRun run, Tensor noised, double sigma) =>
        ImageTensor.ToImage(run.Model.Decode(run.Model.Family.ForDisplay(noised, sigma)));

    private static Tensor Clean(IPictureModel model, RgbImage picture)
    {
        using DisposeScope scope = NewDisposeScope();
        return model.Encode(ImageTensor.FromImages([picture], model.Device)).MoveToOuterDisposeScope(); // [1, C, h, w]
    }

    private static void Require(GenerationSettings settings, RgbImage picture, IReadOnlyList<double> strengths)
    {
        if ((picture.Width, picture.Height) != (settings.Width, settings.Height))
            throw new HippogriffException(
                $"The picture is {picture.Width}x{picture.Height} and {settings.Width}x{settings.Height} are "
                    + "drawn; they must be the same."
            );
        RequestResolution.RequireBetween("number of levels", strengths.Count, 1, MostLevels);
        foreach (double strength in strengths)
            if (!(strength > 0 && strength <= 1))
                throw new HippogriffException($"The level {strength} is not above 0 and at most 1.");
        if (strengths.Zip(strengths.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new HippogriffException("The levels must rise.");
    }
}
