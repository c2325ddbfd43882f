using Hippogriff.Data.Scenes;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>Where a judge is, and how it is trained.</summary>
/// <param name="Folder">Folder of the judge and its checkpoints.</param>
/// <param name="Device">The device.</param>
/// <param name="Recipe">Training settings; null: what suits the world. A training that began keeps its own, except for
/// the number of updates.</param>
public sealed record JudgePlan(string Folder, Device Device, JudgeRecipe? Recipe = null);

/// <summary>Trains a judge for a world of scenes, or loads an existing one.</summary>
public static class JudgeTraining
{
    /// <summary>The judge of a folder, trained first if there is none.</summary>
    /// <param name="world">The world; training pictures have its size.</param>
    /// <param name="sprites">Artwork of that world.</param>
    /// <param name="plan">Where the judge is, and how it is trained.</param>
    /// <param name="observer">Observes the training.</param>
    /// <param name="cancellationToken">Stops it; the next call resumes.</param>
    /// <returns>The judge; null if the training was stopped.</returns>
    /// <exception cref="HippogriffException">The folder's judge has another world, or the folder cannot be
    /// written.</exception>
    public static Judge? Make(
        SceneWorld world,
        SpriteLibrary sprites,
        JudgePlan plan,
        ITrainingObserver observer,
        CancellationToken cancellationToken
    )
    {
        (string folder, Device device, JudgeRecipe? recipe) = plan;
        if (!JudgeFolder.Exists(folder))
        {
            RunFolder<JudgeRecipe> run = RunFolder<JudgeRecipe>.IsIn(folder)
                ? RunFolder<JudgeRecipe>.Resume(folder, observer)
                : RunFolder<JudgeRecipe>.Begin(recipe ?? JudgeRecipe.For(world), folder, observer);
            run.Resolve(device);
            JudgeRecipe own = run.Plan with { Steps = recipe?.Steps ?? run.Plan.Steps };
            bool done = run.Train(
                () => [new JudgeStage(run, world, sprites, device, own)],
                new TrainingLength(own.Steps, null),
                cancellationToken
            );
            if (!done)
                return null;
        }
        return JudgeFolder.Open(world, folder, device);
    }
}
