using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Projection;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Meaning;

/// <summary>How a map is projected.</summary>
public enum MapLayout
{
    /// <summary>Preserves neighbourhoods (<see cref="NeighbourMap"/>); large distances mean little.</summary>
    Neighbours,

    /// <summary>
    /// Projects onto the two directions of largest variance (<see cref="PrincipalAxes"/>). Points that differ only in
    /// other directions coincide.
    /// </summary>
    Axes,
}

/// <summary>What a map shows.</summary>
/// <param name="Groups">The groups of words; null: <see cref="WordGroups.First"/>.</param>
/// <param name="All">Whether to include all words that the model knows, also those without a group.</param>
/// <param name="Layout">The projection.</param>
/// <param name="Pictures">Whether to draw thumbnails of concepts.</param>
public sealed record MapPlan(
    IReadOnlyList<WordGroup>? Groups = null,
    bool All = false,
    MapLayout Layout = MapLayout.Neighbours,
    bool Pictures = true
);

/// <summary>Makes maps of a model's text space.</summary>
public static class MeaningMaps
{
    /// <summary>Minimum and maximum number of texts.</summary>
    public const int Fewest = 3,
        Most = 1_500;

    /// <summary>A map of the groups' words that the model knows.</summary>
    /// <param name="model">A model with access to its network; the caller owns the thread of its device.</param>
    /// <param name="plan">What it shows; null: the default.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step of the drawing.</param>
    /// <exception cref="HippogriffException">The model has no text space, or knows too few of the words.</exception>
    public static MeaningMap Of(
        IPictureModel model,
        MapPlan? plan = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        plan ??= new MapPlan();
        IReadableModel readable = model.Readable();
        HashSet<string> seen = [];
        List<(string Text, string Group, string? Prompt)> texts = [];
        foreach (WordGroup group in plan.Groups ?? WordGroups.First)
        foreach (string word in group.Words)
            if (readable.ReadingNow(word) is { IsWhole: true, Words.Count: > 0 } && seen.Add(word))
                texts.Add((word, group.Name, group.Picture?.Replace("{0}", word, StringComparison.Ordinal)));
        if (plan.All && readable.KnownWords.Count == 0)
            throw new HippogriffException(
                $"The model {model.Name} reads any text in parts of words, and has no list of all words to lay out. "
                    + "The words of groups, and texts that you name, can be.",
                FaultKind.Incompatible
            );
        if (plan.All)
            texts.AddRange(readable.KnownWords.Where(seen.Add).Select(word => (word, WordGroups.Other, (string?)null)));
        return Of(readable, texts, plan.Layout, plan.Pictures, progress, cancellationToken);
    }

    /// <summary>A map of your own words or prompts, with each drawn as it is.</summary>
    /// <param name="model">A model with access to its network; the caller owns the thread of its device.</param>
    /// <param name="texts">At least three.</param>
    /// <param name="layout">How places are found.</param>
    /// <param name="pictures">Whether each text is drawn.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops before the next picture.</param>
    /// <exception cref="HippogriffException">The model has no text space, or knows no word of a text.</exception>
    public static MeaningMap OfTexts(
        IPictureModel model,
        IReadOnlyList<string> texts,
        MapLayout layout = MapLayout.Neighbours,
        bool pictures = true,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        IReadableModel readable = model.Readable();
        foreach (string text in texts)
            if (readable.WordsOf(text).Count == 0 && OpenWords.Near(readable, text).Count == 0)
                throw new HippogriffException(
                    $"The model {model.Name} knows no word of '{text}', so it has no place on the map."
                );
        Dictionary<string, string> known = (from g in WordGroups.First from w in g.Words select (w, g.Name))
            .DistinctBy(p => p.w)
            .ToDictionary(p => p.w, p => p.Name);
        return Of(
            readable,
            [.. texts.Distinct().Select(text => (text, known.GetValueOrDefault(text, GroupOf(text)), PromptOf(text)))],
            layout,
            pictures,
            progress,
            cancellationToken
        );

        string GroupOf(string text) =>
            readable.ReadingNow(text) is { Unknown.Count: 0, Understood.Count: 0 }
                ? WordGroups.Other
                : WordGroups.Untaught;

        // A text that is placed by its meaning alone has no thumbnail.
        string? PromptOf(string text) => readable.WordsOf(text).Count > 0 ? text : null;
    }

    private static MeaningMap Of(
        IReadableModel model,
        IReadOnlyList<(string Text, string Group, string? Prompt)> texts,
        MapLayout layout,
        bool pictures,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        if (texts.Count < Fewest || texts.Count > Most)
            throw new HippogriffException(
                $"A map has {Fewest} to {Most} texts whose words the model {model.Name} knows, not {texts.Count}."
            );
        IReadOnlyList<float[]> vectors = TextSpace.Of(model, [.. texts.Select(t => t.Text)]);
        float[] middle = TextSpace.Mean(vectors);
        float[][] directions = [.. vectors.Select(v => TextSpace.Direction(v, middle))];
        PrincipalAxes? axes = layout == MapLayout.Axes ? PrincipalAxes.Of(directions) : null;
        (double X, double Y)[] places = axes is null
            ? NeighbourMap.Of(directions)
            : [.. directions.Select(axes.Place).Select(p => (p[0], p[1]))];
        IReadOnlyDictionary<string, RgbImage> drawn = pictures
            ? ConceptPictures.Of(model, [.. texts.Select(t => t.Prompt).OfType<string>()], progress, cancellationToken)
            : new Dictionary<string, RgbImage>();
        MapPoint[] points =
        [
            .. texts.Select(
                (t, i) =>
                    new MapPoint(
                        t.Text,
                        t.Group,
                        places[i].X,
                        places[i].Y,
                        t.Prompt is null ? null : drawn.GetValueOrDefault(t.Prompt)
                    )
            ),
        ];
        return new MeaningMap(layout, points, middle, directions, axes);
    }
}
