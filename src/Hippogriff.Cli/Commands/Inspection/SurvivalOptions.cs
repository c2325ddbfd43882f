using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>survival</c> asks for.</summary>
/// <param name="Inspection">The model, and how it draws.</param>
/// <param name="Image">File of the picture.</param>
/// <param name="Prompt">What it is cleaned towards; empty for no words.</param>
/// <param name="Levels">Noise levels between the picture and pure noise.</param>
/// <param name="Count">Noises a level.</param>
internal sealed record SurvivalChoices(
    InspectionChoices Inspection,
    string Image,
    string Prompt,
    int Levels,
    int Count
);

/// <summary>The options of <c>survival</c>.</summary>
internal sealed class SurvivalOptions
{
    private const int DefaultLevels = 9,
        DefaultSeeds = 2;

    private readonly Argument<string> _image = new("IMAGE")
    {
        Description = $"The picture: {ImageFile.Formats}. Its middle is cut out in the shape that the model draws.",
    };
    private readonly Option<string?> _prompt = Values.Text(
        "--prompt",
        "TEXT",
        "What is to be seen, in words. The noised picture is cleaned towards it, beside being cleaned without words."
    );
    private readonly Option<int?> _levels = Values.Whole(
        "--levels",
        1,
        30,
        $"Number of noise levels. Between the picture and pure noise. Default: {DefaultLevels}."
    );
    private readonly Option<int?> _seeds = Values.Whole(
        "--count",
        1,
        8,
        $"How many. Noises a level that figures are the mean of. Default: {DefaultSeeds}."
    );
    private readonly InspectionOptions _inspection = new();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.AddAll(_image, _prompt, _levels, _seeds);
        _inspection.AddTo(command, films: true);
    }

    /// <summary>What the line says.</summary>
    public SurvivalChoices Read(ParseResult parsed) =>
        new(
            _inspection.Read(parsed),
            parsed.GetRequiredValue(_image),
            parsed.GetValue(_prompt) ?? "",
            parsed.GetValue(_levels) ?? DefaultLevels,
            parsed.GetValue(_seeds) ?? DefaultSeeds
        );
}
