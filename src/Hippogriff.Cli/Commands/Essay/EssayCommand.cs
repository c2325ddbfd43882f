using System.CommandLine;
using System.Globalization;
using System.Text;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Scenes;
using Hippogriff.Devices;
using Hippogriff.Essay;
using Hippogriff.Essay.Measuring;
using Hippogriff.Evaluation;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Essay;

/// <summary><c>hippogriff essay</c>: runs the claims of the essay as experiments on the loaded models.</summary>
internal static class EssayCommand
{
    public static Command Build(CommandHost host)
    {
        EssayOptions options = new();
        DocumentedCommand command = new(
            "essay",
            "Ask the models whether what the essay claims of them is true: each claim with its number and range.",
            "hippogriff essay",
            "hippogriff essay words seeds --quick",
            "hippogriff essay --model runs/mine/model --out essay.html",
            "hippogriff essay --json --strict"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, EssayChoices choices, CancellationToken stop)
    {
        if (choices.Page is { } page)
            Probe(page);
        using IDiffusionPipeline pipeline = await host.OpenPipeline(
            new WantedPipeline(choices.Model, choices.Story.Device),
            stop
        );
        using Judge judge = JudgeFolder.Open(
            SceneWorld.First,
            choices.Judge ?? JudgeFolder.Shipped(SceneWorld.First) ?? throw NoJudge(),
            DeviceChoice.Parse(choices.Story.Device)
        );
        using StoryModel story = choices.Story.Load();
        long started = host.Clock.GetTimestamp();
        (List<ClaimResult> results, bool complete) = await AskAsync(host, choices, pipeline, (judge, story), stop);
        EssayOutcome outcome = new(results, complete, host.Clock.GetElapsedTime(started).TotalSeconds)
        {
            Model = pipeline.Facts.Name,
            ModelHash = pipeline.Hash,
            Judge = judge.Hash,
            Story = story.Name,
            Plan = choices.Plan,
        };
        return Tell(host, choices, outcome);
    }

    /// <summary>Asks the claims; if that is stopped, what was answered before is told.</summary>
    private static async Task<(List<ClaimResult> Results, bool Complete)> AskAsync(
        CommandHost host,
        EssayChoices choices,
        IDiffusionPipeline pipeline,
        (Judge Judge, StoryModel Story) others,
        CancellationToken stop
    )
    {
        List<ClaimResult> results = [];
        try
        {
            await WorkBar.RunAsync(
                host.Terminal,
                "asking",
                bar =>
                {
                    Told told = new(host.Terminal, bar, results, (choices.Claims ?? EssayClaims.Ids).Count);
                    return pipeline.RunAsync(
                        (model, token) =>
                            EssayClaims.Ask(
                                new EssayModels(model, others.Judge, others.Story),
                                host.Clock,
                                choices.Plan,
                                choices.Claims,
                                told,
                                token
                            ),
                        stop
                    );
                }
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && results.Count > 0)
        {
            return (results, false);
        }
        return (results, true);
    }

    private static int Tell(CommandHost host, EssayChoices choices, EssayOutcome outcome)
    {
        if (choices.Page is { } page)
            AtomicFile.Write(page, Encoding.UTF8.GetBytes(EssayPage.Write(outcome.Results, outcome.Heading)));
        EssayView.Write(host.Terminal, outcome, choices);
        if (!outcome.Complete)
        {
            host.Terminal.Error.WriteLine("Stopped before the end; what was answered is told.");
            return ExitCode.Interrupted;
        }
        return choices.Strict && outcome.Results.Any(result => result.Verdict != ClaimVerdict.Holds)
            ? ExitCode.Failed
            : ExitCode.Fine;
    }

    /// <summary>Finds a folder in which nothing can be written before minutes of work.</summary>
    private static void Probe(string page)
    {
        if (Directory.Exists(page))
            throw new HippogriffException($"--out names '{page}', which is a folder; it takes an .html file here.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(page))!;
        new OutputNames(folder + Path.DirectorySeparatorChar, folder).Probe();
    }

    private static HippogriffException NoJudge() =>
        new(
            "No judge was found that says what is in a picture; put one into a folder called models, or name its "
                + "folder with --judge.",
            FaultKind.NotFound
        );

    /// <summary>Moves the bar, and keeps every answer; behind a pipe it says each on standard error.</summary>
    private sealed class Told(Terminal terminal, IProgress<double>? bar, List<ClaimResult> results, int count)
        : IProgress<EssayProgress>
    {
        public void Report(EssayProgress value)
        {
            bar?.Report(value.Share);
            if (value.Done is not { } result)
                return;
            results.Add(result);
            if (bar is null)
                terminal.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{results.Count} of {count}: {result.Id}: {EssayPage.Said(result.Verdict)}"
                            + $" ({result.Seconds:0.0} s)"
                    )
                );
        }
    }
}
