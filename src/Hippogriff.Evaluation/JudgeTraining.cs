using Hippogriff.Data.Scenes;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
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
    /// <summary>The judge in <paramref name="folder"/>, trained first if there is none.</summary>
    /// <param name="world">The world; training pictures have its size.</param>
    /// <param name="sprites">Artwork of that world.</param>
    /// <param name="folder">Folder of the judge and its checkpoints.</param>
    /// <param name="device">The device.</param>
    /// <param name="observer">Observes the training.</param>
    /// <param name="cancellationToken">Stops it; the next call resumes.</param>
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
        CancellationToken cancellationToken,
        JudgeRecipe? recipe = null
    )
    {
        recipe ??= new JudgeRecipe();
        RunFolder run = new(folder, observer);
        return
            JudgeFolder.Exists(folder)
            || run.Train(
                () => [new JudgeStage(run, world, sprites, device, recipe)],
                new TrainingLength(recipe.Steps, null),
                cancellationToken
            )
            ? JudgeFolder.Open(world, folder, device)
            : null;
    }
}
