using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>
/// The two streams a command talks to. Standard output carries results (paths, tables, JSON) and stays clean when
/// piped; standard error carries progress, remarks and errors. Each one knows whether a person watches it.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, IAnsiConsole results, IAnsiConsole status)
{
    /// <summary>Standard output, for plain text; what a terminal would obey does not come through.</summary>
    public TextWriter Out { get; } = new FitWriter(output);

    /// <summary>Standard error, for plain text; what a terminal would obey does not come through.</summary>
    public TextWriter Error { get; } = new FitWriter(error);

    /// <summary>Standard input; nothing where none was handed in.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Standard output for bytes.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    /// <summary>Standard output with colours, tables and pictures; use it only where <see cref="IsWatched"/>.</summary>
    public IAnsiConsole Results => results;

    /// <summary>Standard error with progress bars; use it only where <see cref="ShowsProgress"/>.</summary>
    public IAnsiConsole Status => status;

    /// <summary>Standard output is a terminal.</summary>
    public bool IsWatched => results.Profile.Out.IsTerminal && results.Profile.Capabilities.Ansi;

    /// <summary>
    /// A picture can be drawn on standard output: a terminal with colours (NO_COLOR takes them away).
    /// </summary>
    public bool DrawsPictures => IsWatched && HasColours(results);

    /// <summary>Standard error is a terminal that can move its cursor.</summary>
    public bool ShowsProgress =>
        status.Profile.Out.IsTerminal && status.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>A small picture may stand beside the progress bar.</summary>
    public bool ShowsPreviews => ShowsProgress && HasColours(status);

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess()
    {
#pragma warning disable RS0030 // the one place that reaches for the console; everyone else is handed a Terminal
        return new Terminal(
            Console.Out,
            Console.Error,
            Create(Console.Out, Console.IsOutputRedirected),
            Create(Console.Error, Console.IsErrorRedirected)
        )
        {
            In = Console.In,
            OpenOutput = Console.OpenStandardOutput,
        };
#pragma warning restore RS0030
    }

    /// <summary>Two plain writers, as behind a pipe.</summary>
    public static Terminal Piped(
        TextWriter output,
        TextWriter error,
        Func<Stream>? bytes = null,
        TextReader? input = null
    ) =>
        new(output, error, Create(output, true), Create(error, true))
        {
            In = input ?? TextReader.Null,
            OpenOutput = bytes ?? (() => Stream.Null),
        };

    private static bool HasColours(IAnsiConsole console) =>
        console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
#pragma warning disable RS0030
        return AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            }
        );
#pragma warning restore RS0030
    }
}
