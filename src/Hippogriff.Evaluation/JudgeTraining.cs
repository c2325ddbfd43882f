using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Models;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>Training settings of a judge.</summary>
/// <param name="Steps">Number of updates.</param>
/// <param name="BatchSize">Pictures per update.</param>
/// <param name="Width">Width of the network.</param>
/// <param name="LearningRate">Peak learning rate.</param>
public sealed record JudgeRecipe(int Steps = 9_000, int BatchSize = 32, int Width = 32, double LearningRate = 2e-3);

/// <summary>Trains a judge for a world of scenes, or loads an existing one.</summary>
public static class JudgeTraining
{
    private const long LessonSeed = 1_000,
        CalibrationSeed = 1_001;
    private const int CalibrationScenes = 1_024;

    /// <summary>The judge in <paramref name="folder"/>, trained first if there is none.</summary>
    /// <param name="world">The world; training pictures have its size.</param>
    /// <param name="sprites">Artwork of that world.</param>
    /// <param name="folder">Folder of the judge and its checkpoints.</param>
    /// <param name="device">The device.</param>
    /// <param name="observer">Observes the training.</param>
    /// <param name="cancellation">Stops it; the next call resumes.</param>
    /// <param name="recipe">Training settings; null: the default.</param>
    /// <returns>The judge; null if the training was stopped.</returns>
    /// <exception cref="HippogriffException">The folder's judge has another world, or the folder cannot be
    /// written.</exception>
    public static Judge? Make(
        SceneWorld world,
        SpriteLibrary sprites,
        string folder,
        Device device,
        ITrainingObserver observer,
        CancellationToken cancellation,
        JudgeRecipe? recipe = null
    ) =>
        JudgeFolder.Exists(folder)
        || Train(world, sprites, folder, device, observer, recipe ?? new JudgeRecipe(), cancellation)
            ? JudgeFolder.Open(world, folder, device)
            : null;

    private static bool Train(
        SceneWorld world,
        SpriteLibrary sprites,
        string folder,
        Device device,
        ITrainingObserver observer,
        JudgeRecipe recipe,
        CancellationToken cancellation
    )
    {
        JudgeLabels labels = JudgeLabels.Of(world);
        Directory.CreateDirectory(folder);
        using RunLock held = RunLock.Take(folder);
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
        using TrainingLoop<JudgeBatch> loop = new(objective, plan, new CheckpointFolder(folder));
        bool resumed = loop.Resume(observer.Note);
        observer.Stage(
            "judge",
            $"learns to tell {labels.Things.Count} things, {labels.Colours.Count} colours and "
                + $"{labels.Looks.Count} looks, once; {type}, {recipe.Steps:N0} updates of {recipe.BatchSize} "
                + $"pictures{(resumed ? $", from update {loop.State.Step:N0} on" : "")}"
        );
        if (!loop.Run(observer.Step, cancellation))
            return false;

        using JudgeNetwork averaged = FreshModule.Make(() => new JudgeNetwork(labels, recipe.Width));
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        averaged.eval();
        averaged.to(device);
        double threshold = Threshold(new Judge(averaged, labels, size, 0, ""), world, sprites);
        observer.Note(
            $"A thing counts as seen from a certainty of {threshold:0.00} on, chosen on "
                + $"{CalibrationScenes:N0} training scenes."
        );
        JudgeFolder.Save(
            folder,
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
        return true;
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
