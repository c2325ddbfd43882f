using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>How a model does on prompts that name one thing.</summary>
/// <param name="Right">Share of pictures in which the judge sees the thing that was asked for above all others.</param>
/// <param name="Ceiling">The same share on composed scenes of one thing that the judge has never seen: what a perfect model would reach.</param>
/// <param name="Pictures">Number of pictures drawn.</param>
/// <param name="Things">Share of right pictures a thing.</param>
/// <param name="Mistaken">What the judge saw instead, most frequent first: "asked: seen".</param>
public sealed record SingleThingScore(
    double Right, double Ceiling, int Pictures, IReadOnlyDictionary<string, double> Things, IReadOnlyList<string> Mistaken);

/// <summary>Draws "a cat", "a hippo", ... and lets a judge say what is in the pictures.</summary>
public sealed class SingleThings(ThingJudge judge, IReadOnlyList<string> things)
{
    private const int CeilingScenes = 256;

    /// <summary>Scores a model.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="unseen">Scenes with a seed that neither judge nor generator has seen.</param>
    /// <param name="seeds">Pictures a thing.</param>
    /// <param name="guidance">Guidance scale; null for the model's default.</param>
    /// <param name="drawn">Told after every thing, with its pictures.</param>
    /// <param name="cancellation">Stops before the next thing.</param>
    public SingleThingScore Score(
        IPictureModel model, SceneComposer unseen, int seeds, double? guidance = null, Action<string, IReadOnlyList<GeneratedImage>>? drawn = null, CancellationToken cancellation = default)
    {
        Dictionary<string, double> right = [];
        List<string> mistaken = [];
        GenerationDefaults d = model.Defaults;
        for (int k = 0; k < things.Count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            string prompt = $"{("aeiou".Contains(things[k][0]) ? "an" : "a")} {things[k]}";
            GenerationSettings settings = new(
                prompt, "", 1_000 * k, d.Steps, d.Sampler, d.Schedule, guidance ?? d.Guidance, d.Width, d.Height, null, model.Name, model.Hash);
            IReadOnlyList<GeneratedImage> images = TextToImage.Draw(model, settings, seeds, cancellation: cancellation);
            string[] seen = Name(images.Select(i => i.Image));
            right[things[k]] = seen.Count(s => s == things[k]) / (double)seeds;
            mistaken.AddRange(seen.Where(s => s != things[k]).Select(s => $"{things[k]}: {s}"));
            drawn?.Invoke(prompt, images);
        }
        return new SingleThingScore(
            right.Values.Average(), Ceiling(unseen), seeds * things.Count, right,
            [.. mistaken.GroupBy(m => m).OrderByDescending(g => g.Count()).Select(g => $"{g.Key} ({g.Count()})")]);
    }

    private double Ceiling(SceneComposer unseen)
    {
        List<(RgbImage Image, string Truth)> singles = [];
        for (long i = 0; singles.Count < CeilingScenes; i++)
        {
            Scene scene = unseen.Plan(i).Scene;
            if (scene.Relation == Relation.None) singles.Add((unseen.Render(scene), scene.Things[0].Concept));
        }
        string[] seen = Name(singles.Select(s => s.Image));
        return seen.Zip(singles, (s, t) => s == t.Truth).Count(same => same) / (double)CeilingScenes;
    }

    /// <summary>What the judge sees most in each picture.</summary>
    private string[] Name(IEnumerable<RgbImage> images)
    {
        using IDisposable inference = inference_mode();
        List<string> names = [];
        foreach (RgbImage[] batch in images.Chunk(64))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor best = judge.call(ImageTensor.FromImages(batch, judge.parameters().First().device)).argmax(1).to(CPU);
            names.AddRange(best.data<long>().ToArray().Select(k => things[(int)k]));
        }
        return [.. names];
    }
}
