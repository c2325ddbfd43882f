using Hippogriff.Data.Scenes;
using Hippogriff.Models;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// The only stage of a judge's training. Its checkpoints and curve are in the run's folder itself. Every few minutes it
/// writes the judge so far into the folder <see cref="SoFar"/> below it, and says how much is read rightly.
/// </summary>
internal sealed class JudgeStage(
    RunFolder run,
    SceneWorld world,
    SpriteLibrary sprites,
    Device device,
    JudgeRecipe recipe
) : ITrainingStage
{
    /// <summary>Folder of the judge of a training that is not done.</summary>
    public const string SoFar = "so-far";

    private const int WarmupSteps = 200,
        CalibrationScenes = 1_024,
        ScenesSoFar = 512;
    private readonly JudgeLabels _labels = JudgeLabels.Of(world);

    public string Name => "judge";

    public double Share => 1;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        ScalarType type = WorkingType.Choose(recipe.Precision, device);
        using JudgeNetwork network = FreshModule.Make(
            () =>
            {
                JudgeNetwork begun = Fresh();
                begun.Begin(recipe.Seed);
                return begun;
            },
            device,
            type
        );
        JudgeLessons lessons = new(world, sprites, recipe.Seed, world.PictureSize);
        JudgeObjective objective = new(network, _labels, lessons, recipe.BatchSize, type);
        TrainingPlan plan = new(recipe.Steps, null, new LearningRateSchedule(recipe.LearningRate, WarmupSteps));
        using TrainingLoop<JudgeBatch> loop = new(objective, plan, new CheckpointFolder(run.Path));
        StageRunner runner = new("judge", Name, run.Path, run.Observer, recipe.PublishMinutes);
        bool resumed = runner.Begin(loop);
        run.Observer.Stage(
            Name,
            $"learns to tell {_labels.Things.Count} things, {_labels.Colours.Count} colours and "
                + $"{_labels.Looks.Count} looks, once; {type}, {recipe.Steps:N0} updates of {recipe.BatchSize} "
                + $"pictures{(resumed ? $", from update {loop.State.Step:N0} on" : "")}"
        );
        JudgeExam? small = null;
        if (!runner.Run(loop, _ => Publish(loop, small ??= Exam(ScenesSoFar), run.At(SoFar)), cancellationToken))
            return StageEnd.Stopped;
        Publish(loop, Exam(CalibrationScenes), run.Path);
        return StageEnd.Done;
    }

    private JudgeNetwork Fresh() => new(_labels, recipe.Width, recipe.Patch);

    private JudgeExam Exam(int scenes) => new(world, sprites, recipe.Seed + 1, scenes);

    private void Publish(TrainingLoop<JudgeBatch> loop, JudgeExam exam, string folder)
    {
        using JudgeNetwork averaged = FreshModule.Make(Fresh);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        averaged.eval();
        averaged.to(device);
        (double threshold, ExamMarks marks) = exam.Examine(
            new Judge(averaged, _labels, world.PictureSize, threshold: 0, hash: "")
        );
        run.Observer.Note(marks.Sentence(exam.Count));
        run.Observer.Note(
            $"A thing counts as seen from a certainty of {threshold:0.00} on, chosen on "
                + $"{exam.Count:N0} training scenes."
        );
        JudgeFolder.Save(
            folder,
            averaged,
            new JudgeFolder.Card(
                _labels,
                recipe.Width,
                world.PictureSize,
                threshold,
                loop.State.Samples,
                loop.State.Seconds,
                JudgeFolder.Making,
                recipe.Patch
            )
        );
    }
}
