using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Models;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// The only stage of a judge's training: the updates of its recipe, then the certainty threshold for detections. Its
/// checkpoints are in the run's folder itself.
/// </summary>
internal sealed class JudgeStage(
    RunFolder run,
    SceneWorld world,
    SpriteLibrary sprites,
    Device device,
    JudgeRecipe recipe
) : ITrainingStage
{
    private const long LessonSeed = 1_000,
        CalibrationSeed = 1_001;
    private const int CalibrationScenes = 1_024;

    public string Name => "judge";

    public double Share => 1;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        JudgeLabels labels = JudgeLabels.Of(world);
        ScalarType type = WorkingType.Choose(WorkingType.Auto, device);
        int size = world.PictureSize;
        using JudgeNetwork network = FreshModule.Make(
            () =>
            {
                JudgeNetwork begun = new(labels, recipe.Width);
                begun.Begin(LessonSeed);
                return begun;
            },
            device,
            type
        );
        JudgeObjective objective = new(
            network,
            labels,
            new JudgeLessons(world, sprites, LessonSeed, size),
            recipe.BatchSize,
            type
        );
        TrainingPlan plan = new(recipe.Steps, null, new LearningRateSchedule(recipe.LearningRate, 200));
        using TrainingLoop<JudgeBatch> loop = new(objective, plan, new CheckpointFolder(run.Path));
        bool resumed = loop.Resume(run.Observer.Note);
        run.Observer.Stage(
            Name,
            $"learns to tell {labels.Things.Count} things, {labels.Colours.Count} colours and "
                + $"{labels.Looks.Count} looks, once; {type}, {recipe.Steps:N0} updates of {recipe.BatchSize} "
                + $"pictures{(resumed ? $", from update {loop.State.Step:N0} on" : "")}"
        );
        if (!loop.Run(run.Observer.Step, cancellationToken))
            return StageEnd.Stopped;

        using JudgeNetwork averaged = FreshModule.Make(() => new JudgeNetwork(labels, recipe.Width));
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        averaged.eval();
        averaged.to(device);
        double threshold = Threshold(new Judge(averaged, labels, size, 0, ""), world, sprites);
        run.Observer.Note(
            $"A thing counts as seen from a certainty of {threshold:0.00} on, chosen on "
                + $"{CalibrationScenes:N0} training scenes."
        );
        JudgeFolder.Save(
            run.Path,
            averaged,
            new JudgeFolder.Card(
                labels,
                recipe.Width,
                size,
                threshold,
                loop.State.Samples,
                loop.State.Seconds,
                JudgeFolder.Making
            )
        );
        return StageEnd.Done;
    }

    private static double Threshold(Judge judge, SceneWorld world, SpriteLibrary sprites)
    {
        IReadOnlyList<(RgbImage Image, Scene Scene)> scenes = Calibration.Scenes(
            world,
            sprites,
            CalibrationSeed,
            world.PictureSize,
            CalibrationScenes
        );
        return Calibration.Threshold([
            .. judge.Doubtful([.. scenes.Select(s => s.Image)]).Zip(scenes, (o, s) => (o.Seen, s.Scene)),
        ]);
    }
}
