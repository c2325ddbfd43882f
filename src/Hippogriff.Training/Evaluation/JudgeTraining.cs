using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Models.Layers;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Scenes;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>How a judge is made.</summary>
/// <param name="Steps">Updates.</param>
/// <param name="BatchSize">Pictures an update.</param>
/// <param name="Width">Width of the network.</param>
/// <param name="LearningRate">Highest learning rate.</param>
public sealed record JudgeRecipe(int Steps = 4_500, int BatchSize = 32, int Width = 32, double LearningRate = 2e-3);

/// <summary>Makes a judge for a world of scenes, or takes up the one that was made before. The folder holds <c>judge.safetensors</c>, <c>judge.json</c> and checkpoints.</summary>
public static class JudgeTraining
{
    private const string WeightsFile = "judge.safetensors", CardFile = "judge.json";
    private const long LessonSeed = 1_000, CalibrationSeed = 1_001;
    private const int CalibrationScenes = 1_024;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What a judge needs besides its weights.</summary>
    internal sealed record Card(JudgeLabels Labels, int Width, int Size, double Threshold, long PicturesSeen, double Seconds);

    /// <summary>The judge in <paramref name="folder"/>, trained first where there is none.</summary>
    /// <param name="world">The world it judges; it learns from pictures of that world's size.</param>
    /// <param name="sprites">Artwork of that world.</param>
    /// <param name="folder">Where judge and checkpoints are kept.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="observer">Watches the training.</param>
    /// <param name="cancellation">Stops it; the next call goes on.</param>
    /// <param name="recipe">How it is made; the usual way where nothing is said.</param>
    /// <returns>The judge; null where its training was stopped.</returns>
    /// <exception cref="HippogriffException">The folder's judge is of another world, or the folder cannot be written.</exception>
    public static Judge? Make(
        SceneWorld world, SpriteLibrary sprites, string folder, Device device, ITrainingObserver observer, CancellationToken cancellation, JudgeRecipe? recipe = null)
    {
        JudgeLabels labels = JudgeLabels.Of(world);
        string weights = Path.Combine(folder, WeightsFile), card = Path.Combine(folder, CardFile);
        if (File.Exists(weights)) return Open(labels, world.PictureSize, weights, card, device);
        return Train(world, sprites, labels, folder, device, observer, recipe ?? new JudgeRecipe(), cancellation) ? Open(labels, world.PictureSize, weights, card, device) : null;
    }

    /// <summary>The judge that an evaluation left in <paramref name="folder"/>; trains none and needs no artwork.</summary>
    /// <exception cref="HippogriffException">There is none, or it is of another world.</exception>
    public static Judge Open(SceneWorld world, string folder, Device device)
    {
        string weights = Path.Combine(folder, WeightsFile);
        if (!File.Exists(weights)) throw new HippogriffException($"There is no judge in '{folder}'; hippogriff evaluate --judge '{folder}' trains one there.");
        return Open(JudgeLabels.Of(world), world.PictureSize, weights, Path.Combine(folder, CardFile), device);
    }

    private static bool Train(
        SceneWorld world, SpriteLibrary sprites, JudgeLabels labels, string folder, Device device, ITrainingObserver observer, JudgeRecipe recipe, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using RunLock held = RunLock.Take(folder);
        ScalarType type = WorkingType.Choose(WorkingType.Auto, device);
        int size = world.PictureSize;
        using JudgeNetwork network = new(labels, recipe.Width);
        network.Begin(LessonSeed);
        network.to(device);
        network.to(type);
        JudgeObjective objective = new(network, labels, new JudgeLessons(world, sprites, LessonSeed, size), recipe.BatchSize, type);
        TrainingPlan plan = new(recipe.Steps, null, new Pace(recipe.LearningRate, 200));
        using TrainingLoop<JudgeBatch> loop = new(objective, plan, new CheckpointFolder(folder));
        bool resumed = loop.Resume(observer.Note);
        observer.Stage("judge", $"learns to tell {labels.Things.Count} things, {labels.Colours.Count} colours and {labels.Looks.Count} looks, once; {type}, {recipe.Steps:N0} updates of {recipe.BatchSize} pictures{(resumed ? $", from update {loop.State.Step:N0} on" : "")}");
        if (!loop.Run(observer.Step, cancellation)) return false;

        using JudgeNetwork averaged = new(labels, recipe.Width);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        averaged.eval();
        averaged.to(device);
        double threshold = Threshold(new Judge(averaged, labels, size, 0), world, sprites);
        observer.Note($"A thing counts as seen from a certainty of {threshold:0.00} on, chosen on {CalibrationScenes:N0} training scenes.");
        Card written = new(labels, recipe.Width, size, threshold, loop.State.Samples, loop.State.Seconds);
        AtomicFile.Write(Path.Combine(folder, CardFile), JsonSerializer.SerializeToUtf8Bytes(written, s_json));
        WeightLoader.Save(averaged, Path.Combine(folder, WeightsFile), ScalarType.Float16);
        return true;
    }

    private static double Threshold(Judge judge, SceneWorld world, SpriteLibrary sprites)
    {
        IReadOnlyList<(RgbImage Image, Scene Scene)> scenes = Calibration.Scenes(world, sprites, CalibrationSeed, world.PictureSize, CalibrationScenes);
        return Calibration.Threshold([.. judge.Doubtful([.. scenes.Select(s => s.Image)]).Zip(scenes, (o, s) => (o.Seen, s.Scene))]);
    }

    private static Judge Open(JudgeLabels labels, int size, string weights, string card, Device device)
    {
        Card? known = null;
        try
        {
            known = JsonSerializer.Deserialize<Card>(File.ReadAllBytes(card), s_json);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
        }
        if (known?.Labels is null) throw new HippogriffException($"The judge's '{card}' cannot be read; delete its folder to train another.");
        if (!known.Labels.Matches(labels) || known.Size != size)
            throw new HippogriffException($"The judge in '{weights}' was trained on another world; delete its folder to train one for this world.");
        JudgeNetwork network = new(labels, known.Width);
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        WeightLoader.Load(network, file);
        network.to(device);
        network.eval();
        ConvolutionLayout.ChannelsLast(network);
        return new Judge(network, labels, size, known.Threshold);
    }
}
