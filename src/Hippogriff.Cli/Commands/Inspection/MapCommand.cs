using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Projection;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff map</c>: maps the model's words by their embeddings.</summary>
internal static class MapCommand
{
    private const int DefaultNear = 5;

    /// <summary>The result of the work on the model.</summary>
    private sealed record Found(
        MeaningMap Map,
        IReadOnlyList<WanderStop> Trail,
        IReadOnlyList<(string Text, IReadOnlyList<Likeness> Nearest)> Prompts,
        double? Similarity
    )
    {
        /// <summary>Remarks on texts that are placed by their meaning alone.</summary>
        public IReadOnlyList<string> Untaught { get; init; } = [];
    }

    public static Command Build(CommandHost host)
    {
        Argument<string[]> prompts = new("PROMPT")
        {
            Description =
                "One prompt: its way over the map, word by word, and what lies nearest. Two prompts: how "
                + "alike they are, too.",
            Arity = new ArgumentArity(0, 2),
        };
        Option<string[]> words = Values.Texts(
            "--texts",
            "TEXT",
            "Put these words or prompts on the map instead of the model's own."
        );
        Option<bool> all = new("--all")
        {
            Description =
                "Show all, not only the first or the most telling. Every word that the model knows is put on the map.",
        };
        Option<string?> groups = Values.Text(
            "--groups",
            "FILE",
            "JSON file of groups: [{ \"name\": \"animals\", \"words\": [\"cat\"], \"picture\": \"a {0}\" }]. "
                + "Left out: the built-in ones."
        );
        Option<string?> layout = Values.Name(
            "--layout",
            ["neighbours", "axes"],
            "How it is laid out: neighbours stay neighbours (t-SNE), or on the two directions of greatest "
                + "difference (PCA)"
        );
        Option<bool> plain = new("--no-pictures")
        {
            Description = "Show dots instead of little pictures, which the model draws first.",
        };
        Option<int?> near = Values.Whole(
            "--near",
            1,
            50,
            $"How many of the nearest are named. Default: {DefaultNear}."
        );
        InspectionOptions options = new();
        DocumentedCommand command = new(
            "map",
            "Lay the model's words out as a map of meaning: a picture, or with --out NAME.html a page to "
                + "zoom and search.",
            "hippogriff map",
            "hippogriff map --out map.html",
            "hippogriff map \"a blue cat on the grass\" --layout axes",
            "hippogriff map \"a cat\" \"a kitten\" --no-pictures --json",
            "hippogriff map --texts \"a red cat\" \"a blue cat\" \"a red car\" \"a blue car\""
        )
        {
            prompts,
            words,
            all,
            groups,
            layout,
            plain,
            near,
        };
        options.AddTo(command, draws: false);
        command.SetAction(
            async (parsed, stop) =>
            {
                InspectionChoices choices = options.Read(parsed);
                string? page = Path.GetExtension(choices.Drawing.Out)?.ToLowerInvariant() is ".html" or ".htm"
                    ? choices.Drawing.Out
                    : null;
                string[] asked = parsed.GetValue(prompts) ?? [];
                IReadOnlyList<WordGroup>? own = parsed.GetValue(groups) is { } file ? WordGroups.Load(file) : null;
                MapLayout kind = parsed.GetValue(layout) == "axes" ? MapLayout.Axes : MapLayout.Neighbours;
                (bool pictures, bool every, int count) = (
                    !parsed.GetValue(plain),
                    parsed.GetValue(all),
                    parsed.GetValue(near) ?? DefaultNear
                );
                string[] texts = parsed.GetValue(words) ?? [];
                InspectionFlow flow = new(
                    host,
                    page is null
                        ? choices
                        : choices with
                        {
                            Drawing = choices.Drawing with
                            {
                                Out = Path.GetDirectoryName(page) is { Length: > 0 } folder
                                    ? folder + Path.DirectorySeparatorChar
                                    : "./",
                            },
                        }
                );
                Found found = await flow.InspectAsync(
                    "laying out",
                    [.. asked, .. texts],
                    (model, progress, token) =>
                    {
                        MeaningMap map =
                            texts.Length > 0
                                ? MeaningMaps.OfTexts(model, texts, kind, pictures, progress, token)
                                : MeaningMaps.Of(model, own, every, kind, pictures, progress, token);
                        return Ask(map, model.Readable(), asked, count) with
                        {
                            Untaught = Untaught(model.Readable(), asked.Concat(texts)),
                        };
                    },
                    stop
                );
                RgbImage sheet = MapSheet.Draw(found.Map, found.Trail);
                if (page is null)
                    flow.Write(sheet, "map");
                else
                    flow.WritePage(page, MapPage.Write(found.Map, found.Trail));
                return flow.Report(Document(flow, found), output => Write(host.Terminal, output, found), sheet);
            }
        );
        return command;
    }

    private static string[] Untaught(IReadableModel model, IEnumerable<string> texts) =>
        [.. texts.Distinct().Select(text => OpenWords.Sentence(model, text)).OfType<string>()];

    private static Found Ask(MeaningMap map, IReadableModel model, string[] asked, int count)
    {
        float[][] vectors = [.. TextSpace.Of(model, asked)];
        return new Found(
            map,
            asked.Length > 0 ? map.Wander(model, asked[0]) : [],
            [.. asked.Select((text, i) => (text, map.Nearest(vectors[i], count)))],
            asked.Length == 2 ? map.Similarity(vectors[0], vectors[1]) : null
        );
    }

    private static void Write(Terminal terminal, TextWriter output, Found found)
    {
        output.WriteLine(MapSheet.Describe(found.Map) + ".");
        foreach (string sentence in found.Untaught)
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

    private static object Document(InspectionFlow flow, Found found) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            Layout = found.Map.Layout.ToString().ToLowerInvariant(),
            InSpace = Quality(found.Map.InSpace),
            OnMap = Quality(found.Map.OnMap),
            Shown = found.Map.Shown is { } shown ? InspectionFlow.Round(shown) : (double?)null,
            Similarity = found.Similarity is { } alike ? InspectionFlow.Round(alike) : (double?)null,
            found.Untaught,
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
