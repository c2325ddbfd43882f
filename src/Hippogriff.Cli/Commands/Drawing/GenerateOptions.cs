using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What a line of <c>generate</c> asks for.</summary>
/// <param name="Drawing">What is drawn and how.</param>
/// <param name="Sheet">File of a sheet of all pictures; null for single pictures.</param>
/// <param name="MorePrompts">Further prompts of the sheet.</param>
internal sealed record GenerateChoices(DrawingChoices Drawing, string? Sheet, IReadOnlyList<string> MorePrompts);

/// <summary>The options of <c>generate</c>.</summary>
internal sealed class GenerateOptions
{
    private readonly Argument<string?> _prompt = new("PROMPT")
    {
        Description = "What to draw, in quotes; - reads it from standard input. With --from it may be left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _named = Values.Text(
        "--prompt",
        "TEXT",
        "What is to be seen, in words. The same as PROMPT; - reads it from standard input."
    );
    private readonly Option<string?> _sheet = Values.Text(
        "--sheet",
        "FILE",
        "A labelled sheet of pictures, a .png. All are drawn onto it: a row for each prompt, a column for each seed."
    );
    private readonly Option<string[]> _with = Values.Texts(
        "--with",
        "PROMPT",
        "More prompts, each in quotes. For the sheet, drawn with the same seeds."
    );
    private readonly Option<string?> _prompts = Values.Text(
        "--prompts",
        "FILE",
        "A text file of more prompts for the sheet, one a line; lines that begin with # are skipped. - reads "
            + "standard input."
    );
    private readonly DrawingOptions _drawing = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_prompt, _named, _sheet, _with, _prompts);
        _drawing.AddTo(command);
    }

    /// <summary>What the line says.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="host">Gives standard input.</param>
    /// <exception cref="HippogriffException">Options exclude each other, there is nothing to draw, or prompts cannot
    /// be read.</exception>
    public GenerateChoices Read(ParseResult parsed, CommandHost host)
    {
        if (parsed.GetValue(_prompt) is not null && parsed.GetValue(_named) is not null)
            throw new HippogriffException("PROMPT and --prompt say the same; give one of them.");
        DrawingChoices drawing = _drawing.Read(
            parsed,
            StandardInput.Prompt(host, parsed.GetValue(_prompt) ?? parsed.GetValue(_named))
        );
        if (parsed.GetValue(_sheet) is { } file)
            return new GenerateChoices(
                drawing,
                file,
                [
                    .. parsed.GetValue(_with) ?? [],
                    .. parsed.GetValue(_prompts) is { } lines ? PromptFile.Read(host, lines) : [],
                ]
            );
        if (parsed.Given(_with, _prompts) is { } more)
            throw new HippogriffException(
                $"{more.Name} gives more prompts for a sheet; add --sheet FILE, or draw one prompt after the other."
            );
        if (drawing.Prompt is null && drawing.From is null)
            throw new HippogriffException(
                "hippogriff generate needs a PROMPT in quotes, or --from PICTURE.png to draw an earlier picture again."
            );
        return new GenerateChoices(drawing, null, []);
    }
}
