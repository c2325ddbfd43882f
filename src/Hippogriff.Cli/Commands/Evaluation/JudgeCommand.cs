using System.CommandLine;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Data.Scenes;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>
/// <c>hippogriff judge</c>: trains the judge of a world alone, for as long as it takes, so that evaluations find it.
/// </summary>
internal static class JudgeCommand
{
    public static Command Build(CommandHost host)
    {
        JudgeOptions options = new();
        DocumentedCommand command = new(
            "judge",
            "Train the judge of a world, which evaluate asks. Ctrl-C saves and ends; --resume continues.",
            "hippogriff judge --data sprites --world worlds/mine.json --out judges/mine",
            "hippogriff judge --data sprites --world worlds/mine.json --out judges/mine --resume"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static Task<int> RunAsync(CommandHost host, JudgeChoices choices, CancellationToken stop)
    {
        NativeRuntime.EnsureLoaded();
        TrainingSession session = new(
            choices.Out,
            $"hippogriff judge --data {choices.Data} --out {choices.Out}",
            choices.Json
        );
        return session.RunAsync(host, observer => RunThread.RunAsync(() => Train(choices, observer, stop)), stop);
    }

    private static TrainingEnd Train(JudgeChoices choices, ITrainingObserver observer, CancellationToken stop)
    {
        bool begun = RunFolder<JudgeRecipe>.IsIn(choices.Out);
        if (begun != choices.Resume)
            throw new HippogriffException(
                begun
                    ? $"'{choices.Out}' holds a training of a judge already; add --resume to resume it, or choose "
                        + "another folder."
                    : $"'{choices.Out}' holds no training of a judge to resume; leave --resume out to begin one."
            );
        SpriteLibrary sprites = SpriteLibrary.Open(choices.Data, choices.World);
        if (sprites.Missing.Count > 0)
            observer.Note($"The folder has no artwork for {string.Join(", ", sprites.Missing)}.");
        JudgeRecipe usual = begun ? RunFolder<JudgeRecipe>.PlanOf(choices.Out) : JudgeRecipe.For(choices.World);
        JudgeRecipe recipe = usual with
        {
            Steps = choices.Updates ?? usual.Steps,
            BatchSize = choices.BatchSize ?? usual.BatchSize,
            LearningRate = choices.Rate ?? usual.LearningRate,
            Seed = choices.Seed ?? usual.Seed,
        };
        using Judge? judge = JudgeTraining.Make(
            choices.World,
            sprites,
            new JudgePlan(choices.Out, DeviceChoice.Parse(choices.Device), recipe),
            observer,
            stop
        );
        return new TrainingEnd(judge is null ? null : choices.Out, judge is not null);
    }
}
