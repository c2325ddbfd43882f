using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;

namespace Hippogriff.Cli.Commands.Story;

/// <summary><c>hippogriff story play</c>: a person against the model, from one wrong word to pure noise.</summary>
internal static class StoryPlayCommand
{
    private const int MostPlotWords = 16,
        DefaultRounds = 2;

    public static Command Build(CommandHost host)
    {
        Option<int?> level = Values.Whole(
            "--level",
            1,
            GameLevel.All.Count,
            $"Only this level, 1 to {GameLevel.All.Count}. Left out: all, one after the other."
        );
        Option<int?> rounds = Values.Whole("--rounds", 1, 100, $"Plots a level. Default: {DefaultRounds}.");
        Option<long?> seed = Values.Seed("Same seed, same result. Left out: a random one.");
        StoryModelOptions model = new();
        DocumentedCommand command = new(
            "play",
            "Play the story plot game against the model: find and mend wrong words, in the end find plots in noise.",
            "hippogriff story play",
            "hippogriff story play --level 5 --rounds 1 --seed 7"
        )
        {
            level,
            rounds,
            seed,
        };
        command.AddAll(model.All);
        command.SetAction(
            (parsed, stop) =>
            {
                using StoryModel loaded = model.Read(parsed).Load();
                new StoryTable(host.Terminal, loaded).Play(
                    [.. GameLevel.All.Where(l => parsed.GetValue(level) is not { } only || l.Number == only)],
                    parsed.GetValue(rounds) ?? DefaultRounds,
                    parsed.GetValue(seed) ?? host.FreshSeed(),
                    NextPlot,
                    stop
                );
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }

    /// <summary>Plots that the model was not trained on, short enough to remember.</summary>
    private static (IReadOnlyList<string> Words, StoryWish Hint) NextPlot(long seed, int number)
    {
        for (int i = 0; ; i++)
        {
            ComposedPlot plot = PlotGrammar.BuiltIn.Compose(seed, number * 1_000L + i, heldOut: true);
            if (plot.Words.Count <= MostPlotWords && plot.Country is not null)
                return (plot.Words, new StoryWish(FilmPlots.Composed, plot.Genre, plot.Country));
        }
    }
}
