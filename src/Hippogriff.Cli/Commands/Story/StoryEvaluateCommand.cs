using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Devices;
using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Story.Training.Evaluation;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>
/// <c>hippogriff story evaluate</c>: measures how well a story model predicts plots, finds wrong words, and writes.
/// </summary>
internal static class StoryEvaluateCommand
{
    private const int DefaultPlots = 240,
        QuickPlots = 48;

    public static Command Build(CommandHost host)
    {
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. A story model. Left out: story."
        );
        Option<string?> data = Values.Text(
            "--data",
            "FILE",
            "Training data. The plots of films that it was trained on; a sixteenth of them was held out. Left out: "
                + "only "
                + "composed plots are asked."
        );
        Option<string?> masked = Values.Text(
            "--mask-model",
            "NAME",
            "The same network trained as long with --corruption mask, to compare the bounds."
        );
        Option<bool> quick = new("--quick")
        {
            Description =
                $"Ask less, in a quarter of the time. {QuickPlots} plots of each kind instead of {DefaultPlots}.",
        };
        Option<int?> steps = Values.Whole(
            "--steps",
            1,
            1000,
            "Number of denoising steps. Those of a sample. Left out: the model's."
        );
        Option<double?> guidance = Values.Number(
            "--guidance",
            0,
            20,
            "Guidance scale; 1 switches guidance off. For the guided samples. Left out: the model's."
        );
        Option<long?> seed = Values.Seed(
            "Same seed, same result. It says which held-out plots are asked about, which words are spoiled and which "
                + "samples are drawn. "
                + "Default: 0, with which the figures of the model's card were measured."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "evaluate",
            "Measure a story model: bound, wrong words found and repaired, genre, grammar, variety, memory.",
            "hippogriff story evaluate --quick",
            "hippogriff story evaluate --data plots.jsonl --mask-model runs/masked/model --json"
        )
        {
            model,
            data,
            masked,
            quick,
            steps,
            guidance,
            seed,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                IReadOnlyList<LearnedPlot> films = parsed.GetValue(data) is { } file ? FilmPlots.Read(file) : [];
                NativeRuntime.EnsureLoaded();
                using StoryModel loaded = StoryFolder.Load(parsed.GetValue(model));
                using StoryModel? other = parsed.GetValue(masked) is { } name ? StoryFolder.Load(name) : null;
                if (loaded.Config.Corruption != Corruption.Uniform)
                    throw new HippogriffException(
                        $"The story model '{loaded.Name}' was trained with blanks; --mask-model takes it, "
                            + "beside one that was trained with words."
                    );
                if (other is not null && other.Config.Corruption != Corruption.Mask)
                    throw new HippogriffException(
                        $"The story model '{other.Name}' was not trained with --corruption mask.",
                        FaultKind.Incompatible
                    );
                StoryEvaluationPlan plan = new(
                    parsed.GetValue(quick) ? QuickPlots : DefaultPlots,
                    Steps: parsed.GetValue(steps),
                    Guidance: parsed.GetValue(guidance),
                    Asked: parsed.GetValue(seed) ?? 0
                );
                StoryReport report = StoryReportView.Run(
                    host.Terminal,
                    host.Clock,
                    progress => new StoryEvaluation(loaded, films, plan).Run(other, progress, stop)
                );
                if (parsed.GetValue(json))
                    Json.Write(host.Terminal.Out, report);
                else
                    StoryReportView.Write(host.Terminal, report);
                return Task.FromResult(ExitCode.Fine);
            }
        );
        return command;
    }
}
