using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Scenes;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>Makes a judge for a world of scenes, or takes up the one that was made before.</summary>
public static class JudgeTraining
{
    private const int BatchSize = 32, Steps = 1_500;
    private const string WeightsFile = "judge.safetensors", NamesFile = "things.json";

    /// <summary>The judge in <paramref name="folder"/>, trained first where there is none.</summary>
    /// <param name="world">The world it judges.</param>
    /// <param name="sprites">Artwork of that world.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="folder">Where judge and checkpoints are kept.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="observer">Watches the training.</param>
    /// <param name="cancellation">Stops it; the next call goes on.</param>
    /// <returns>The judge in evaluation mode, and what its outputs mean; null where it was stopped.</returns>
    /// <exception cref="HippogriffException">The folder's judge is of another world.</exception>
    public static (ThingJudge Judge, IReadOnlyList<string> Things)? Make(
        SceneWorld world, SpriteLibrary sprites, int size, string folder, Device device, ITrainingObserver observer, CancellationToken cancellation)
    {
        string[] things = [.. world.Concepts.Select(c => c.Name)];
        string weights = Path.Combine(folder, WeightsFile), names = Path.Combine(folder, NamesFile);
        if (File.Exists(weights)) return (Load(things, weights, names, device), things);

        ScalarType type = WorkingType.Choose("auto", device);
        using ThingJudge judge = new(things.Length);
        judge.to(device);
        judge.to(type);
        JudgeObjective objective = new(judge, new SceneComposer(world, sprites, seed: 1_000, size), things, BatchSize, type);
        using (TrainingLoop<LabelledBatch> loop = new(objective, new TrainingPlan(Steps, null, new Pace(2e-3, 100)), new CheckpointFolder(folder)))
        {
            loop.Resume(observer.Note);
            observer.Stage("judge", $"tells {things.Length} things apart, {Steps} steps");
            if (!loop.Run(observer.Step, cancellation)) return null;
            AtomicFile.Write(names, JsonSerializer.SerializeToUtf8Bytes(things));
            using ThingJudge averaged = new(things.Length);
            loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
            WeightLoader.Save(averaged, weights, ScalarType.Float32);
        }
        return (Load(things, weights, names, device), things);
    }

    private static ThingJudge Load(string[] things, string weights, string names, Device device)
    {
        if (!File.Exists(names) || !things.SequenceEqual(JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(names)) ?? []))
            throw new HippogriffException($"The judge in '{weights}' was trained on another world; delete its folder to train one for this world.");
        ThingJudge judge = new(things.Length);
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        WeightLoader.Load(judge, file);
        judge.to(device);
        judge.eval();
        return judge;
    }
}
