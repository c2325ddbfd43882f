using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Training;

namespace Hippogriff.Cli.Commands.Data;

/// <summary>
/// <c>hippogriff data plots</c>: composes plots with the grammar, as for the training of a story model.
/// </summary>
internal static class DataPlotsCommand
{
    private const int DefaultCount = 12;

    public static Command Build(CommandHost host)
    {
        Option<int?> count = Values.Whole("--count", 1, 1_000_000, $"How many. Default: {DefaultCount}.");
        Option<string?> genre = Values.Name(
            "--genre",
            PlotGrammar.Genres,
            "Kind of plot, such as mystery. Left out: any. One of"
        );
        Option<long?> seed = Values.Seed("Same seed, same result. Default: 0.");
        Option<bool> heldOut = new("--held-out") { Description = "Show what training never sees." };
        Option<bool> jsonl = new("--jsonl")
        {
            Description = "Print one JSON object a line, as hippogriff story train --data reads them.",
        };
        DocumentedCommand command = new(
            "plots",
            "Compose plots of films by the built-in grammar.",
            "hippogriff data plots",
            "hippogriff data plots --genre mystery --count 5 --seed 3",
            "hippogriff data plots --count 1000 --jsonl"
        )
        {
            count,
            genre,
            seed,
            heldOut,
            jsonl,
        };
        command.SetAction(parsed =>
        {
            IEnumerable<ComposedPlot> plots = Plots(
                parsed.GetValue(count) ?? DefaultCount,
                parsed.GetValue(seed) ?? 0,
                parsed.GetValue(heldOut),
                parsed.GetValue(genre)
            );
            foreach (ComposedPlot plot in plots)
                host.Terminal.Out.WriteLine(Told(plot, parsed.GetValue(jsonl)));
        });
        return command;
    }

    private static IEnumerable<ComposedPlot> Plots(int count, long seed, bool heldOut, string? genre) =>
        Enumerable.Range(0, count).Select(i => PlotGrammar.BuiltIn.Compose(seed, i, heldOut, genre));

    /// <summary>A plot as a sentence, or as a line of training data.</summary>
    private static string Told(ComposedPlot plot, bool jsonl)
    {
        string text = PlotText.OfWords(plot.Words).With(plot.Words);
        return jsonl
            ? Json.Line(
                new
                {
                    Text = text,
                    Genres = new[] { plot.Genre },
                    Country = plot.Country is { } c ? new[] { c } : [],
                }
            )
            : text;
    }
}
