using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>Draws and judges, with progress on the terminal.</summary>
internal sealed class EvaluationScoring(
    CommandHost host,
    EvaluateChoices choices,
    SpriteLibrary sprites,
    IJudge judge,
    EvaluationDrawing drawing
)
{
    /// <summary>Ratio of the drawn size to the judge's input size, per side.</summary>
    public required int Upsampled { get; init; }

    /// <summary>The prompts of the plan.</summary>
    public EvaluationResult Prompts(CancellationToken stop) =>
        EvaluationView.Run(
            host.Terminal,
            host.Clock,
            progress =>
                new ModelEvaluation(choices.World, sprites, judge, Upsampled).Run(
                    choices.Plan,
                    (prompt, count, token) => drawing.Draw(prompt.Words, prompt.Seed, count, token),
                    progress,
                    stop
                )
        );

    /// <summary>Whether a new thing is drawn from the captions of its pictures.</summary>
    public OwnFigure NewThing(IReadOnlyList<Example> examples, CancellationToken stop) =>
        WorkBar.Run(
            host.Terminal,
            "drawing the new thing",
            progress =>
                new OwnThing(choices.World, sprites, judge).Measure(
                    examples,
                    (caption, seed) => ImageScaling.Reduce(drawing.Draw(caption, seed, 1, stop)[0], Upsampled),
                    progress,
                    stop
                )
        );
}
