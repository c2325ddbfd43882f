using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Evaluation;

/// <summary>Similarity of drawings to own pictures of something that the judge does not know.</summary>
/// <param name="Drawn">Share of drawings nearer to the own pictures than to others.</param>
/// <param name="Error">Half the width of its 95 % interval.</param>
/// <param name="Ceiling">The same share for the own pictures, each compared without itself.</param>
/// <param name="Others">The same share for pictures of other things, each compared without itself: the false positive
/// rate.</param>
/// <param name="Distance">Frechet distance between the drawings and the own pictures in the judge's features.</param>
/// <param name="OthersDistance">The same between other and own pictures.</param>
/// <param name="Pictures">Number of drawings and of own pictures.</param>
public sealed record OwnFigure(
    double Drawn,
    double Error,
    double Ceiling,
    double Others,
    double Distance,
    double OthersDistance,
    int Pictures
);

/// <summary>
/// Measures whether a new thing or look, for example of a LoRA, is drawn. Draws the captions of pictures outside the
/// training set. Compares each drawing, in the judge's features, with those pictures and with scenes of other things.
/// The judge need not know the thing: a nearest-neighbour two-sample test (Lopez-Paz and Oquab, 1610.06545) needs only
/// features.
/// </summary>
public sealed class OwnThing(SceneWorld world, SpriteLibrary sprites, IJudge judge)
{
    /// <summary>Minimum number of own pictures.</summary>
    public const int Fewest = 8;

    /// <summary>Maximum number of own pictures.</summary>
    public const int Most = 96;

    private const int Near = 3,
        OtherScenes = 192;

    /// <summary>
    /// Captioned pictures of a folder or zip file, at most <see cref="Most"/>, as squares of <paramref name="size"/>
    /// pixels.
    /// </summary>
    /// <exception cref="HippogriffException">It cannot be read, or has too few pictures.</exception>
    public static IReadOnlyList<Example> Read(string folder, int size, CancellationToken cancellationToken = default)
    {
        using PackedFolder packed = PackedFolder.Open(folder, cancellationToken);
        FolderSource source = packed.Read(path =>
            FolderSource.Open(path, size, seed: 1, cancellationToken: cancellationToken)
        );
        if (source.Count < Fewest)
            throw new HippogriffException(
                $"'{folder}' holds {Counted.Of(source.Count ?? 0, "captioned picture")} of the new thing; to "
                    + $"measure whether it is drawn at least {Fewest} are needed that the model did not learn from."
            );
        return [.. Enumerable.Range(0, (int)Math.Min(source.Count!.Value, Most)).Select(i => source.Get(i))];
    }

    /// <summary>Runs the measurement.</summary>
    /// <param name="own">Captioned pictures outside the model's training set, from <see cref="Read"/>.</param>
    /// <param name="draw">Draws one picture of a caption from a seed.</param>
    /// <param name="progress">Receives the share drawn.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    public OwnFigure Measure(
        IReadOnlyList<Example> own,
        Func<string, long, RgbImage> draw,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        RgbImage[] drawn =
        [
            .. own.Select(
                (example, i) =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    RgbImage image = draw(example.Caption, i);
                    progress?.Report((i + 1.0) / own.Count);
                    return image;
                }
            ),
        ];
        SceneComposer others = new(
            world with
            {
                Weights = world.Weights with { Single = 1, Group = 0, Places = 0, Doings = 0 },
            },
            sprites,
            seed: 1
        );
        RgbImage[] scenes = new RgbImage[OtherScenes];
        Parallel.For(0, scenes.Length, i => scenes[i] = others.Get(i).Image);
        return Compare(Features(drawn), Features([.. own.Select(e => e.Image)]), Features(scenes));
    }

    /// <summary>The figures for rows of features.</summary>
    internal static OwnFigure Compare(float[][] drawn, float[][] own, float[][] others)
    {
        double share = Share(drawn, itself: false);
        return new OwnFigure(
            share,
            1.96 * Math.Sqrt(share * (1 - share) / drawn.Length),
            Share(own, itself: true),
            others.Average(row => IsNear(row, own, [.. others.Where(o => o != row)]) ? 1.0 : 0),
            FrechetDistance.Between(drawn, own),
            FrechetDistance.Between(others, own),
            drawn.Length
        );

        double Share(float[][] rows, bool itself) =>
            rows.Average(row => IsNear(row, itself ? [.. own.Where(o => o != row)] : own, others) ? 1.0 : 0);
    }

    /// <summary>True if the nearest rows of the first set are nearer than those of the second.</summary>
    private static bool IsNear(float[] row, float[][] first, float[][] second) =>
        Nearest(row, first) < Nearest(row, second);

    private static double Nearest(float[] row, float[][] set) =>
        set.Select(other => SeedSpread.Distance(row, other)).Order().Take(Near).Average();

    private float[][] Features(IReadOnlyList<RgbImage> pictures) => [.. judge.Look(pictures).Select(o => o.Features)];
}
