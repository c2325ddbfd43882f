using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Projection;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary><c>hippogriff map</c>: maps the model's words by their embeddings.</summary>
internal static class MapCommand
{
    public static Command Build(CommandHost host)
    {
        MapOptions options = new();
        DocumentedCommand command = new(
            "map",
            "Lay the model's words out as a map of meaning: a picture, or with --out NAME.html a page to "
                + "zoom and search.",
            "hippogriff map",
            "hippogriff map --out map.html",
            "hippogriff map \"a blue cat on the grass\" --layout axes",
            "hippogriff map \"a cat\" \"a kitten\" --no-pictures --json",
            "hippogriff map --texts \"a red cat\" \"a blue cat\" \"a red car\" \"a blue car\""
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, MapChoices choices, CancellationToken stop)
    {
        IReadOnlyList<WordGroup>? groups = choices.Groups is { } file ? WordGroups.Load(file) : null;
        InspectionFlow flow = new(host, BesideThePage(choices));
        MapFinding found = await flow.InspectAsync(
            "laying out",
            [.. choices.Prompts, .. choices.Texts],
            (model, progress, token) => Find(model, choices, groups, progress, token),
            stop,
            found => found.Untaught.Select(one => one.Text)
        );
        RgbImage sheet = MapSheet.Draw(found.Map, found.Trail);
        if (choices.Page is { } page)
            flow.WritePage(page, MapPage.Write(found.Map, found.Trail));
        else
            flow.Write(sheet, "map");
        return flow.Report(MapView.Document(flow, found), output => MapView.Write(host.Terminal, output, found), sheet);
    }

    /// <summary>The choices of the flow, which writes into the page's folder where --out names a page.</summary>
    private static InspectionChoices BesideThePage(MapChoices choices) =>
        choices.Page is not { } page
            ? choices.Inspection
            : choices.Inspection with
            {
                Drawing = choices.Inspection.Drawing with
                {
                    Out = Path.GetDirectoryName(page) is { Length: > 0 } folder
                        ? folder + Path.DirectorySeparatorChar
                        : "./",
                },
            };

    private static MapFinding Find(
        IPictureModel model,
        MapChoices choices,
        IReadOnlyList<WordGroup>? groups,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        MeaningMap map =
            choices.Texts.Count > 0
                ? MeaningMaps.OfTexts(model, choices.Texts, choices.Layout, choices.Pictures, progress, stop)
                : MeaningMaps.Of(
                    model,
                    new MapPlan(groups, choices.All, choices.Layout, choices.Pictures),
                    progress,
                    stop
                );
        IReadableModel readable = model.Readable();
        string[] asked = [.. choices.Prompts];
        IReadOnlyList<float[]> vectors = asked.Length == 0 ? [] : map.VectorsOf(readable, asked);
        return new MapFinding(
            map,
            asked.Length > 0 ? map.Wander(readable, asked[0]) : [],
            [.. asked.Select((text, i) => (text, map.Nearest(vectors[i], choices.Near)))],
            asked.Length == 2 ? map.Similarity(vectors[0], vectors[1]) : null
        )
        {
            Untaught = Untaught(readable, asked.Concat(choices.Texts)),
        };
    }

    private static (string, string)[] Untaught(IReadableModel model, IEnumerable<string> texts) =>
        [
            .. texts
                .Distinct()
                .Select(text => (text, OpenWords.Sentence(model, text)!))
                .Where(said => said.Item2 is not null),
        ];
}
