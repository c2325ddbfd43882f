using Hippogriff.Cli;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Tests.Story;
using Spectre.Console;

namespace Hippogriff.Tests.Cli;

/// <summary>The game at a terminal and behind a pipe, with a model that knows nothing.</summary>
public sealed class StoryPlayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _model;

    public StoryPlayTests()
    {
        _model = _folder.In("long");
        TinyStory
            .Save(
                _model,
                new StoryTerms(FilmPlots.Styles, PlotGrammar.Genres, [.. PlotCountry.All.Select(c => c.Name)]),
                length: 24
            )
            .Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_played_line_by_line()
    {
        Assert.Equal(0, await PlayAsync(1, new StringReader("\n99=x\nquit\n")));
        string said = _output.ToString();
        Assert.Contains("Level 1. One word is wrong.", said, StringComparison.Ordinal);
        Assert.Contains("'99' is not the number of a word", said, StringComparison.Ordinal);
        Assert.Contains(
            "0 of 2 points: 0 for wrong words found, 0 for words put right.",
            said,
            StringComparison.Ordinal
        );
        Assert.Equal(2, Times("Level 1."));
        Assert.Equal(1, Times("A point for each wrong word"));
        Assert.Matches(@"You have 0 points and the model \d, of 2: ", said);
        Assert.DoesNotContain('\u001b', said);
    }

    [Fact]
    public async Task A_plot_that_is_found_is_told_what_gave_points_and_may_be_short()
    {
        Assert.Equal(0, await PlayAsync(6, new StringReader("a clown in France\n")));
        string said = _output.ToString();
        Assert.Contains("Write a plot of up to", said, StringComparison.Ordinal);
        // untrained: nothing is believed
        Assert.Matches(@"points: \d for words that fit, \d for the hint; the marked ones do not fit\.", said);
        Assert.Contains("you        [A] [clown] [in] [France].", said, StringComparison.Ordinal);
        Assert.EndsWith("wins." + Environment.NewLine, said, StringComparison.Ordinal); // the input ended
    }

    [Fact]
    public async Task On_a_terminal_no_line_is_longer_than_it_and_what_is_too_long_goes_on_below()
    {
        IAnsiConsole console = Watched(ColorSystemSupport.TrueColor);
        console.Profile.Width = 50;
        Assert.Equal(0, await PlayAsync(5, new StringReader("a clown in France\n"), console));
        string[] lines = [.. _output.ToString().Split('\n').Select(line => Markup.Remove(Plain(line)).TrimEnd())];
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 50));
        int told = Array.FindIndex(lines, line => line.StartsWith("  Write a plot of up to", StringComparison.Ordinal));
        Assert.Matches("^  [A-Za-z]", lines[told + 1]);
        Assert.Contains("\u001b[", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[clown]", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_colours_gets_brackets()
    {
        Assert.Equal(
            0,
            await PlayAsync(5, new StringReader("a clown in France\n"), Watched(ColorSystemSupport.NoColors))
        );
        Assert.Contains("[clown]", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[33m", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_while_the_game_waits_for_a_line_is_told_the_score()
    {
        using CancellationTokenSource stop = new();
        using SilentReader reader = new("\n", stop.Cancel);
        Assert.Equal(130, await PlayAsync(1, reader, stop: stop.Token));
        Assert.Contains("You have 0 points", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("Stopped." + Environment.NewLine, _error.ToString());
    }

    private Task<int> PlayAsync(
        int level,
        TextReader input,
        IAnsiConsole? console = null,
        CancellationToken stop = default
    )
    {
        Terminal piped = Terminal.Piped(_output, _error);
        CommandHost host = new()
        {
            Terminal = new Terminal(_output, _error, console ?? piped.Results, piped.Status) { In = input },
            Clock = TimeProvider.System,
            FreshSeed = () => 3,
            OpenPipeline = (_, _) => throw new InvalidOperationException(),
            RunTraining = (_, _, _) => throw new InvalidOperationException(),
        };
        return CommandLine.RunAsync(
            ["story", "play", "--level", $"{level}", "--rounds", "2", "--model", _model],
            host,
            stop
        );
    }

    private int Times(string text) => _output.ToString().Split(text).Length - 1;

    private static string Plain(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;]*m", "");

    private IAnsiConsole Watched(ColorSystemSupport colours) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new WatchedOutput(_output),
                Ansi = AnsiSupport.Yes,
                ColorSystem = colours,
                Interactive = InteractionSupport.No,
            }
        );

    /// <summary>
    /// Gives one line, and then nothing, for ever; the game's thread is let go at the end of the test.
    /// </summary>
    private sealed class SilentReader(string line, Action silent) : TextReader
    {
        private readonly ManualResetEventSlim _over = new();
        private string? _line = line.TrimEnd('\n');

        public override string? ReadLine()
        {
            if (Interlocked.Exchange(ref _line, null) is { } first)
                return first;
            silent();
            _over.Wait(CancellationToken.None);
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _over.Set();
            base.Dispose(disposing);
        }
    }
}
