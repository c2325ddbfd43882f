using Hippogriff.Cli;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Pipelines;
using Spectre.Console;

namespace Hippogriff.Tests.Cli;

/// <summary>What a person at a terminal sees, and a pipe does not.</summary>
public sealed class WatchedTerminalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_terminal_with_colours_gets_the_path_and_the_picture()
    {
        (string output, string error) = await GenerateAsync(ColorSystemSupport.TrueColor);
        Assert.StartsWith(_folder.In("a-cat-1.png"), output, StringComparison.Ordinal);
        Assert.Equal(16 * 8, output.Count(c => c == '▀'));
        Assert.Contains("drawing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_colours_gets_the_path_only()
    {
        (string output, string error) = await GenerateAsync(ColorSystemSupport.NoColors);
        Assert.Equal(_folder.In("a-cat-1.png") + Environment.NewLine, output);
        Assert.DoesNotContain('▀', error);
    }

    private async Task<(string Output, string Error)> GenerateAsync(ColorSystemSupport colours)
    {
        StringWriter output = new(),
            error = new();
        CommandHost host = new()
        {
            Terminal = new Terminal(output, error, Watched(output, colours), Watched(error, colours)),
            Clock = TimeProvider.System,
            FreshSeed = () => 1,
            OpenPipeline = (_, _) =>
                Task.FromResult<IDiffusionPipeline>(new FakePipeline { BeforeStep = _ => Thread.Sleep(100) }),
            RunTraining = (_, _, _) => throw new InvalidOperationException(),
            OutFolder = _folder.Path,
        };
        Assert.Equal(0, await CommandLine.RunAsync(["generate", "a cat"], host));
        return (output.ToString(), error.ToString());
    }

    private static IAnsiConsole Watched(TextWriter writer, ColorSystemSupport colours)
    {
        AnsiConsoleSettings settings = new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = colours,
            Interactive = InteractionSupport.Yes,
            Out = new WatchedOutput(writer),
        };
        return AnsiConsole.Create(settings);
    }
}
