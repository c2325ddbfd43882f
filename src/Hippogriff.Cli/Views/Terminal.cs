using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>
/// The streams of a command. Standard output carries results (paths, tables, JSON) and is plain when piped. Standard
/// error carries progress, remarks and errors. Each one knows whether it is a terminal.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, IAnsiConsole results, IAnsiConsole status)
{
    /// <summary>Standard output, for plain text; terminal control characters are removed.</summary>
    public TextWriter Out { get; } = new FitWriter(output);

    /// <summary>Standard error, for plain text; terminal control characters are removed.</summary>
    public TextWriter Error { get; } = new FitWriter(error);

    /// <summary>Standard input; empty by default.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Standard input for bytes; empty by default.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Standard output for bytes.</summary>
    public Func<Stream> OpenOutput { get; init; } = () => Stream.Null;

    /// <summary>Standard output with colours, tables and pictures; use it only if <see cref="IsWatched"/>.</summary>
    public IAnsiConsole Results => results;

    /// <summary>Standard error with progress bars; use it only if <see cref="ShowsProgress"/>.</summary>
    public IAnsiConsole Status => status;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsWatched => results.Profile.Out.IsTerminal && results.Profile.Capabilities.Ansi;

    /// <summary>
    /// Whether pictures can be drawn on standard output: it is a terminal with colours, and NO_COLOR is not set.
    /// </summary>
    public bool DrawsPictures => IsWatched && HasColours(results);

    /// <summary>Whether standard error is a terminal that can move its cursor.</summary>
    public bool ShowsProgress =>
        status.Profile.Out.IsTerminal && status.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Whether a small picture can be shown next to the progress bar.</summary>
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
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
        };
#pragma warning restore RS0030
    }

    /// <summary>Two plain writers, as in a pipe.</summary>
    public static Terminal Piped(
        TextWriter output,
        TextWriter error,
        Func<Stream>? bytes = null,
        TextReader? input = null,
        Func<Stream>? inputBytes = null
    ) =>
        new(output, error, Create(output, true), Create(error, true))
        {
            In = input ?? TextReader.Null,
            OpenInput = inputBytes ?? (() => Stream.Null),
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
