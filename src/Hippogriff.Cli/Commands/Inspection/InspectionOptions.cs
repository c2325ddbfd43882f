using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Parsing;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>
/// The options of the inspection commands: <c>map</c>, <c>spread</c>, <c>walk</c>, <c>steps</c>, <c>attention</c> and
/// <c>survival</c>.
/// </summary>
internal sealed class InspectionOptions
{
    private readonly DrawingOptions _drawing = new(
        "Same seed, same result. It is the first picture's. Default: 1, so that what is shown can be shown again."
    );
    private readonly Option<string?> _film = Values.Text(
        "--film",
        "FILE",
        "Also write an animation: a .webp or .gif file."
    );

    /// <param name="command">The command to add them to.</param>
    /// <param name="films">Whether the command can write an animation.</param>
    /// <param name="draws">Whether it draws like <c>generate</c>: see <see cref="DrawingOptions.AddLookTo"/>.</param>
    public void AddTo(Command command, bool films = false, bool draws = true)
    {
        _drawing.AddLookTo(command, draws);
        if (films)
            command.Add(_film);
    }

    /// <summary>The values of the options.</summary>
    /// <exception cref="HippogriffException">The animation's name has another format.</exception>
    public InspectionChoices Read(ParseResult parsed)
    {
        string? film = parsed.CommandResult.Command.Options.Contains(_film) ? parsed.GetValue(_film) : null;
        if (film is not null)
            Film.Require(film);
        return new InspectionChoices(_drawing.Read(parsed, prompt: null), film, CommandNote.Of(parsed));
    }
}

/// <summary>The values of an inspection command's options.</summary>
/// <param name="Drawing">Sampling settings.</param>
/// <param name="Film">The animation to write; null for none.</param>
/// <param name="Note">What the pictures say of the command.</param>
internal sealed record InspectionChoices(DrawingChoices Drawing, string? Film, CommandNote Note)
{
    /// <summary>The choices, their note with values that the line left open.</summary>
    public InspectionChoices And(params IEnumerable<(string Name, object Value)> resolved) =>
        this with
        {
            Note = Note.And(resolved),
        };

    /// <summary>Seed of the first picture.</summary>
    public long Seed => Drawing.Seed ?? 1;

    public GenerationRequest ToRequest(string prompt) =>
        Drawing.With(GenerationFields.Prompt, prompt).ToRequest(model: null, Seed);
}
