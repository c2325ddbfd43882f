using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Story.Training.Evaluation;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>What a line of <c>story evaluate</c> asks for.</summary>
/// <param name="Model">The model.</param>
/// <param name="Masked">Name or folder of a model trained with blanks; null for none.</param>
/// <param name="Data">File of plots of films; null for none.</param>
/// <param name="Plan">What is asked.</param>
/// <param name="Json">Whether to print one JSON document.</param>
internal sealed record StoryEvaluateChoices(
    StoryModelChoice Model,
    string? Masked,
    string? Data,
    StoryEvaluationPlan Plan,
    bool Json
);

/// <summary>The options of <c>story evaluate</c>.</summary>
internal sealed class StoryEvaluateOptions
{
    private const int DefaultPlots = 240,
        QuickPlots = 48;

    private readonly StoryModelOptions _model = new();
    private readonly Option<string?> _data = Values.Text(
        "--data",
        "FILE",
        "Training data. The plots of films that it was trained on; a sixteenth of them was held out. Left out: "
            + "only composed plots are asked."
    );
    private readonly Option<string?> _masked = Values.Text(
        "--mask-model",
        "NAME",
        "The same network trained as long with --corruption mask, to compare the bounds."
    );
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = $"Ask less, in a quarter of the time. {QuickPlots} plots of each kind instead of {DefaultPlots}.",
    };
    private readonly Option<int?> _steps = Values.Whole(
        "--steps",
        1,
        1000,
        "Number of denoising steps. Those of a sample. Left out: the model's."
    );
    private readonly Option<double?> _guidance = Values.Number(
        "--guidance",
        0,
        20,
        "Guidance scale; 1 switches guidance off. For the guided samples. Left out: the model's."
    );
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It says which held-out plots are asked about, which words are spoiled and which "
            + "samples are drawn. Default: 0, with which the figures of the model's card were measured."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([.. _model.All, _data, _masked, _quick, _steps, _guidance, _seed, _json]);

    /// <summary>What the line says.</summary>
    public StoryEvaluateChoices Read(ParseResult parsed) =>
        new(
            _model.Read(parsed),
            parsed.GetValue(_masked),
            parsed.GetValue(_data),
            new StoryEvaluationPlan(
                parsed.GetValue(_quick) ? QuickPlots : DefaultPlots,
                Steps: parsed.GetValue(_steps),
                Guidance: parsed.GetValue(_guidance),
                Asked: parsed.GetValue(_seed) ?? 0
            ),
            parsed.GetValue(_json)
        );
}
