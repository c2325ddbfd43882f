using Hippogriff.Imaging;
using Hippogriff.Insight.Projection;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Meaning;

/// <summary>A text on the map.</summary>
/// <param name="Text">The word or prompt.</param>
/// <param name="Group">
/// Its group; <see cref="WordGroups.Other"/> if it has none, <see cref="WordGroups.Untaught"/> if the model knows none
/// of its words.
/// </param>
/// <param name="X">Horizontal position.</param>
/// <param name="Y">Vertical position.</param>
/// <param name="Picture">Its thumbnail; null if none was requested.</param>
public sealed record MapPoint(string Text, string Group, double X, double Y, RgbImage? Picture = null);

/// <summary>A group's name on the map, at the centre of its words.</summary>
public sealed record MapLabel(string Group, double X, double Y);

/// <summary>A text and its similarity, -1 to 1: the cosine relative to the map's centre.</summary>
public sealed record Likeness(string Text, double Similarity);

/// <summary>The first words of a prompt and their position.</summary>
/// <param name="Text">The words so far.</param>
/// <param name="X">Horizontal position.</param>
/// <param name="Y">Vertical position.</param>
/// <param name="Nearest">The most similar texts of the map.</param>
public sealed record WanderStop(string Text, double X, double Y, IReadOnlyList<Likeness> Nearest);

/// <summary>
/// The text space of a model, projected to a plane. Made by <see cref="MeaningMaps"/>; holds no tensors and may outlive
/// the model.
/// </summary>
public sealed class MeaningMap
{
    private const int Anchors = 4;
    private readonly float[] _middle;
    private readonly float[][] _directions;
    private readonly PrincipalAxes? _axes;
    private readonly Dictionary<string, string> _groups;

    internal MeaningMap(
        MapLayout layout,
        IReadOnlyList<MapPoint> points,
        float[] middle,
        float[][] directions,
        PrincipalAxes? axes
    )
    {
        (Layout, Points, _middle, _directions, _axes) = (layout, points, middle, directions, axes);
        _groups = points.DistinctBy(p => p.Text).ToDictionary(p => p.Text, p => p.Group, StringComparer.Ordinal);
        int[] grouped =
        [
            .. Enumerable
                .Range(0, points.Count)
                .Where(i => points[i].Group is not (WordGroups.Other or WordGroups.Untaught)),
        ];
        string[] groups = [.. grouped.Select(i => points[i].Group)];
        InSpace = ClusterQuality.Of(
            (i, j) => 1 - TextSpace.Cosine(directions[grouped[i]], directions[grouped[j]]),
            groups
        );
        OnMap = ClusterQuality.Of(
            (i, j) =>
                Math.Sqrt(
                    Math.Pow(points[grouped[i]].X - points[grouped[j]].X, 2)
                        + Math.Pow(points[grouped[i]].Y - points[grouped[j]].Y, 2)
                ),
            groups
        );
        Labels =
        [
            .. grouped
                .GroupBy(i => points[i].Group)
                .Select(g => new MapLabel(
                    g.Key,
                    Median(g.Select(i => points[i].X)),
                    Median(g.Select(i => points[i].Y))
                )),
        ];
    }

    /// <summary>The projection.</summary>
    public MapLayout Layout { get; }

    /// <summary>All points.</summary>
    public IReadOnlyList<MapPoint> Points { get; }

    /// <summary>Names of the groups.</summary>
    public IReadOnlyList<MapLabel> Labels { get; }

    /// <summary>Cluster quality of the groups in the model's own space.</summary>
    public ClusterQuality InSpace { get; }

    /// <summary>Cluster quality on the map, which has only two dimensions.</summary>
    public ClusterQuality OnMap { get; }

    /// <summary>Share of the variance that the two axes show; null for a neighbour map, which has no axes.</summary>
    public double? Shown => _axes is null ? null : _axes.Shares.Sum();

    /// <summary>The texts of the map most similar to a vector of <see cref="TextSpace"/>.</summary>
    public IReadOnlyList<Likeness> Nearest(float[] vector, int count = 5)
    {
        float[] direction = TextSpace.Direction(vector, _middle);
        return
        [
            .. Points
                .Select((p, i) => new Likeness(p.Text, TextSpace.Cosine(direction, _directions[i])))
                .OrderByDescending(l => l.Similarity)
                .Take(count),
        ];
    }

    /// <summary>The texts most similar to a point of the map, without the point itself.</summary>
    public IReadOnlyList<Likeness> NearestTo(int point, int count = 5) =>
        [
            .. Points
                .Select((p, i) => (i, new Likeness(p.Text, TextSpace.Cosine(_directions[point], _directions[i]))))
                .Where(l => l.i != point)
                .Select(l => l.Item2)
                .OrderByDescending(l => l.Similarity)
                .Take(count),
        ];

    /// <summary>
    /// Vectors by which texts are placed on this map, for <see cref="Nearest"/>, <see cref="Similarity"/> and
    /// <see cref="PlaceOf"/>. A prompt of several words lies between its words, and things count most.
    /// </summary>
    /// <param name="model">The model of the map; the caller owns the thread of its device.</param>
    /// <param name="texts">The texts.</param>
    public IReadOnlyList<float[]> VectorsOf(IReadableModel model, IReadOnlyList<string> texts) =>
        PromptPlaces.Of(model, texts, _middle, _groups);

    /// <summary>Similarity of two vectors of <see cref="TextSpace"/>, -1 to 1, relative to the map's centre.</summary>
    public double Similarity(float[] a, float[] b) =>
        TextSpace.Cosine(TextSpace.Direction(a, _middle), TextSpace.Direction(b, _middle));

    /// <summary>
    /// The position of a vector of <see cref="TextSpace"/>. Exact on axes; on a neighbour map, the mean of the most
    /// similar points, weighted by similarity.
    /// </summary>
    public (double X, double Y) PlaceOf(float[] vector)
    {
        float[] direction = TextSpace.Direction(vector, _middle);
        if (_axes is not null)
            return _axes.Place(direction) is var p ? (p[0], p[1]) : default;
        (MapPoint Point, double Alike)[] near =
        [
            .. Points
                .Select((point, i) => (point, TextSpace.Cosine(direction, _directions[i])))
                .OrderByDescending(n => n.Item2)
                .Take(Anchors),
        ];
        double[] weights = [.. near.Select(n => Math.Exp(12 * (n.Alike - near[0].Alike)))];
        double sum = weights.Sum();
        return (
            near.Zip(weights, (n, w) => n.Point.X * w).Sum() / sum,
            near.Zip(weights, (n, w) => n.Point.Y * w).Sum() / sum
        );
    }

    /// <summary>The path of a prompt as it is typed, word by word.</summary>
    public IReadOnlyList<WanderStop> Wander(IReadableModel model, string prompt)
    {
        IReadOnlyList<string> words = model.WordsOf(prompt);
        if (words.Count == 0 && OpenWords.Near(model, prompt).Count == 0)
            return [];
        string[] beginnings =
            words.Count == 0
                ? [prompt]
                : [.. Enumerable.Range(1, words.Count).Select(n => string.Join(' ', words.Take(n)))];
        return
        [
            .. beginnings.Zip(
                VectorsOf(model, beginnings),
                (text, vector) => PlaceOf(vector) is var (x, y) ? new WanderStop(text, x, y, Nearest(vector)) : null!
            ),
        ];
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
