using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Projection;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>A map, and where the prompts lie on it.</summary>
internal sealed record MapFinding(
    MeaningMap Map,
    IReadOnlyList<WanderStop> Trail,
    IReadOnlyList<(string Text, IReadOnlyList<Likeness> Nearest)> Prompts,
    double? Similarity
)
{
    /// <summary>Texts that are placed by their meaning alone, each with a sentence that says so.</summary>
    public IReadOnlyList<(string Text, string Sentence)> Untaught { get; init; } = [];
}

/// <summary>A map of words as sentences, a table and JSON.</summary>
internal static class MapView
{
    public static void Write(Terminal terminal, TextWriter output, MapFinding found)
    {
        output.WriteLine(MapSheet.Describe(found.Map) + ".");
        foreach ((_, string sentence) in found.Untaught)
            output.WriteLine(sentence);
        if (found.Map.Shown is { } shown)
            output.WriteLine($"The two axes show {Number(100 * shown, "0")} % of the differences.");
        foreach ((string text, IReadOnlyList<Likeness> nearest) in found.Prompts)
            output.WriteLine(
                $"Nearest to '{text}': "
                    + $"{string.Join(", ", nearest.Select(n => $"{n.Text} {Number(n.Similarity, "0.00")}"))}."
            );
        if (found.Similarity is { } alike)
            output.WriteLine(
                $"'{found.Prompts[0].Text}' and '{found.Prompts[1].Text}' are alike by "
                    + $"{Number(alike, "0.00")}, from -1 (opposite) to 1 (the same)."
            );
        if (found.Trail.Count == 0)
            return;
        TextTable table = new("typed so far", "x", "y", "nearest");
        foreach (WanderStop stop in found.Trail)
            table.Add(
                stop.Text,
                Number(stop.X, "0.00"),
                Number(stop.Y, "0.00"),
                string.Join(", ", stop.Nearest.Take(3).Select(n => n.Text))
            );
        table.Write(terminal);
    }

    public static object Document(InspectionFlow flow, MapFinding found) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            Layout = found.Map.Layout.ToString().ToLowerInvariant(),
            InSpace = Quality(found.Map.InSpace),
            OnMap = Quality(found.Map.OnMap),
            Shown = found.Map.Shown is { } shown ? InspectionFlow.Round(shown) : (double?)null,
            Similarity = found.Similarity is { } alike ? InspectionFlow.Round(alike) : (double?)null,
            Untaught = found.Untaught.Select(one => one.Sentence),
            Prompts = found.Prompts.Select(p => new { p.Text, Nearest = Near(p.Nearest) }),
            Trail = found.Trail.Select(t => new
            {
                t.Text,
                X = InspectionFlow.Round(t.X),
                Y = InspectionFlow.Round(t.Y),
                Nearest = Near(t.Nearest),
            }),
            Points = found.Map.Points.Select(p => new
            {
                p.Text,
                p.Group,
                X = InspectionFlow.Round(p.X),
                Y = InspectionFlow.Round(p.Y),
            }),
            Labels = found.Map.Labels.Select(l => new
            {
                l.Group,
                X = InspectionFlow.Round(l.X),
                Y = InspectionFlow.Round(l.Y),
            }),
        };

    private static object Quality(ClusterQuality q) =>
        new
        {
            Silhouette = InspectionFlow.Round(q.Silhouette),
            Neighbours = InspectionFlow.Round(q.Neighbours),
            Chance = InspectionFlow.Round(q.Chance),
        };

    private static IEnumerable<object> Near(IReadOnlyList<Likeness> nearest) =>
        nearest.Select(n => new { n.Text, Similarity = InspectionFlow.Round(n.Similarity) });

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
