using Hippogriff.Data.Scenes;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Attention;

/// <summary>How well attention to the names of things localises them.</summary>
/// <param name="Scenes">Number of scenes.</param>
/// <param name="Names">Number of names of things in their captions.</param>
/// <param name="Inside">Mean share of a name's attention inside the boxes of its things.</param>
/// <param name="Chance">The same for uniform attention: the boxes' share of the picture.</param>
/// <param name="Error">Half-width of the 95 % interval of Inside minus Chance.</param>
/// <param name="PeakInside">Share of names whose maximum is inside.</param>
/// <param name="OwnBeforeOther">Share of names with denser attention in their own thing's box than in the other's, in
/// scenes of two different things. Chance is 0.5.</param>
public sealed record AttentionScore(
    int Scenes,
    int Names,
    double Inside,
    double Chance,
    double Error,
    double PeakInside,
    double OwnBeforeOther
);

/// <summary>What an exam of attention looks at.</summary>
/// <param name="Scenes">Number of scenes.</param>
/// <param name="Levels">Noise levels; null: the default.</param>
public sealed record AttentionExamPlan(int Scenes, IReadOnlyList<double>? Levels = null);

/// <summary>
/// Measures attention against ground truth, since composed scenes know where their things are. The network denoises
/// each scene at some levels with its caption. The map of every name is compared with the box of its thing.
/// </summary>
public static class AttentionExam
{
    /// <summary>Side of the grid on which maps and boxes are compared.</summary>
    private const int Side = 64;

    /// <summary>Examines the composer's first scenes of two different things.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings; the prompt is each scene's caption.</param>
    /// <param name="composer">Composes them.</param>
    /// <param name="plan">How many, and at which noise levels.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next scene.</param>
    /// <returns>The score of the raw maps, and of the contrasted maps
    /// (<see cref="AttentionStory.Contrasted"/>).</returns>
    public static (AttentionScore Raw, AttentionScore Contrasted) Measure(
        IPictureModel model,
        GenerationSettings settings,
        SceneComposer composer,
        AttentionExamPlan plan,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        int count = plan.Scenes;
        RequestResolution.RequireBetween("number of scenes", count, 1, 100_000);
        List<Pointing> raw = [],
            contrasted = [];
        long index = 0;
        for (int done = 0; done < count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (Scene scene, string caption) = composer.Plan(index);
            if (scene.Things.Count != 2 || scene.Relation == Relation.Group)
                continue;
            AttentionStory story = WordAttention.Look(
                model,
                settings with
                {
                    Prompt = caption,
                    Seed = index,
                },
                composer.Render(scene),
                plan.Levels,
                cancellationToken
            );
            raw.AddRange(Point(story, scene, composer.World));
            contrasted.AddRange(Point(story.Contrasted(), scene, composer.World));
            done++;
            progress?.Report(done / (double)count);
        }
        return (Score(count, raw), Score(count, contrasted));
    }

    /// <summary>How one name of a scene is localised.</summary>
    /// <param name="Inside">Share of its attention inside its own box.</param>
    /// <param name="Chance">Share of the picture that the box covers.</param>
    /// <param name="Peak">Whether its maximum is inside.</param>
    /// <param name="Own">Whether attention is denser in its own box than in the other's.</param>
    internal sealed record Pointing(double Inside, double Chance, bool Peak, bool Own);

    /// <summary>The localisation of the names in a scene of two things.</summary>
    internal static IEnumerable<Pointing> Point(AttentionStory story, Scene scene, SceneWorld world)
    {
        string[] words = [.. story.Words.Select(w => w.Word)];
        for (int i = 0; i < 2; i++)
        {
            WorldConcept concept = world.Concepts.First(c => c.Name == scene.Things[i].Concept);
            int[] said = NameIn(words, concept);
            if (said.Length == 0)
                continue;
            float[] map = Sum([.. said.Select(w => story.Words[w].Map.Spread(Side, Side))]);
            bool[] own = Covered(scene.Things[i].Box),
                other = Covered(scene.Things[1 - i].Box);
            double all = Math.Max(map.Sum(v => (double)v), 1e-30);
            double inside = Weight(map, own) / all,
                chance = own.Count(c => c) / (double)own.Length;
            double density = Weight(map, own) / Math.Max(1, own.Count(c => c)),
                there = Weight(map, other) / Math.Max(1, other.Count(c => c));
            yield return new Pointing(inside, chance, own[Array.IndexOf(map, map.Max())], density > there);
        }
    }

    /// <summary>The positions of the words that name a concept, by any of its names; empty if there are none.</summary>
    internal static int[] NameIn(string[] words, WorldConcept concept)
    {
        IEnumerable<string> names = concept
            .Also.SelectMany(a => new[] { a.Key, a.Value })
            .Concat([concept.Name, concept.Plural]);
        foreach (string[] name in names.Select(n => Vocabulary.Split(n).ToArray()).OrderByDescending(n => n.Length))
            for (int at = 0; at + name.Length <= words.Length; at++)
                if (words.AsSpan(at, name.Length).SequenceEqual(name))
                    return [.. Enumerable.Range(at, name.Length)];
        return [];
    }

    internal static AttentionScore Score(int scenes, IReadOnlyList<Pointing> p)
    {
        if (p.Count == 0)
            throw new HippogriffException("No caption of these scenes names its things in words that the model reads.");
        double[] gains = [.. p.Select(x => x.Inside - x.Chance)];
        double mean = gains.Average(),
            variance = gains.Sum(g => (g - mean) * (g - mean)) / Math.Max(1, gains.Length - 1);
        return new AttentionScore(
            scenes,
            p.Count,
            p.Average(x => x.Inside),
            p.Average(x => x.Chance),
            1.96 * Math.Sqrt(variance / gains.Length),
            p.Average(x => x.Peak ? 1.0 : 0),
            p.Average(x => x.Own ? 1.0 : 0)
        );
    }

    private static float[] Sum(float[][] maps) =>
        [.. Enumerable.Range(0, maps[0].Length).Select(i => maps.Sum(m => m[i]))];

    private static double Weight(float[] map, bool[] covered) => map.Where((_, i) => covered[i]).Sum(v => (double)v);

    private static bool[] Covered(SceneBox box) =>
        [
            .. Enumerable
                .Range(0, Side * Side)
                .Select(i =>
                {
                    double x = (i % Side + 0.5) / Side,
                        y = (i / Side + 0.5) / Side;
                    return x >= box.X && x < box.X + box.Width && y >= box.Y && y < box.Y + box.Height;
                }),
        ];
}
