using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>Error rates of a judge on inputs that it should refuse.</summary>
/// <param name="Noise">Share of noise pictures in which it detects a thing.</param>
/// <param name="Blank">Share of empty backgrounds, including plain ones, on which it detects a thing.</param>
/// <param name="WrongPrompts">Share of composed scenes that it accepts for another prompt of the same category.</param>
public sealed record RefusalRates(double Noise, double Blank, double WrongPrompts);

/// <summary>Chooses a judge's threshold on training scenes only, and measures its error rates.</summary>
public static class Calibration
{
    private const int NoisePictures = 200;

    /// <summary>Scenes of the training share, degraded like a generator's pictures.</summary>
    internal static IReadOnlyList<(RgbImage Image, Scene Scene)> Scenes(
        SceneWorld world,
        SpriteLibrary sprites,
        long seed,
        int size,
        int count
    )
    {
        SceneComposer composer = new(world, sprites, seed, size);
        Scene[] scenes = [.. Enumerable.Range(0, count).Select(i => composer.Plan(i).Scene)];
        using IDisposable inference = no_grad();
        using Generator random = new((ulong)seed, CPU);
        List<RgbImage> images = [];
        foreach (Scene[] batch in scenes.Chunk(64))
        {
            using DisposeScope scope = NewDisposeScope();
            images.AddRange(
                ImageTensor.ToImages(
                    Softening.Apply(ImageTensor.FromImages([.. batch.Select(composer.Render)]), random)
                )
            );
        }
        return [.. images.Zip(scenes)];
    }

    /// <summary>
    /// The threshold with the most scenes in which exactly the right things are detected; the middle one of several.
    /// </summary>
    /// <param name="seen">Sightings including uncertain things, each with the truth.</param>
    public static double Threshold(IReadOnlyList<(Sighting Doubtful, Scene Truth)> seen)
    {
        (double Threshold, int Right)[] tried =
        [
            .. Enumerable
                .Range(2, 17)
                .Select(i => Math.Round(i * 0.05, 2))
                .Select(t => (t, seen.Count(s => Scoring.SameThings(s.Truth, Judge.Certain(s.Doubtful, t))))),
        ];
        double[] best = [.. tried.Where(t => t.Right == tried.Max(u => u.Right)).Select(t => t.Threshold)];
        return best[best.Length / 2];
    }

    /// <summary>Measures the error rates of a judge.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="prompts">Prompts of at least one category.</param>
    /// <param name="truth">Draws scenes for them.</param>
    /// <param name="world">Their world.</param>
    /// <param name="sprites">Its artwork.</param>
    public static RefusalRates Refusals(
        IJudge judge,
        IReadOnlyList<EvaluationPrompt> prompts,
        TrueScenes truth,
        SceneWorld world,
        SpriteLibrary sprites
    )
    {
        SceneRandom random = new(9, 0);
        RgbImage[] noise =
        [
            .. Enumerable.Range(0, NoisePictures).Select(_ => JudgeLessons.Noise(world.PictureSize, ref random)),
        ];
        SceneRenderer renderer = new(world, sprites);
        RgbImage[] blank =
        [
            .. prompts.Select(p => JudgeLessons.Emptied(p.Scene)).Select(s => renderer.Render(s, world.PictureSize)),
        ];
        IReadOnlyList<Opinion> seen = judge.Look(truth.Draw(prompts, 1));
        (int Asked, int Taken) wrong = (0, 0);
        for (int i = 0; i < prompts.Count; i++)
        {
            if (Other(prompts, i) is not { } other)
                continue;
            wrong = (wrong.Asked + 1, wrong.Taken + (Scoring.Judge(other, seen[i].Seen).Right ? 1 : 0));
        }
        return new RefusalRates(
            Share(judge.Look(noise)),
            Share(judge.Look(blank)),
            wrong.Asked == 0 ? 0 : wrong.Taken / (double)wrong.Asked
        );

        static double Share(IReadOnlyList<Opinion> opinions) =>
            opinions.Count(o => o.Seen.Things.Count > 0) / (double)opinions.Count;
    }

    /// <summary>The next prompt of the same category that the scene of prompt i does not satisfy.</summary>
    private static EvaluationPrompt? Other(IReadOnlyList<EvaluationPrompt> prompts, int i) =>
        Enumerable
            .Range(1, prompts.Count - 1)
            .Select(k => prompts[(i + k) % prompts.Count])
            .FirstOrDefault(p =>
                p.Category == prompts[i].Category && !Scoring.Judge(p, Sighting.Of(prompts[i].Scene)).Right
            );
}
