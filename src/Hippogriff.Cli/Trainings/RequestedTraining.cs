using Hippogriff.Data.Examples;
using Hippogriff.Data.Zips;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Training;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Cli.Trainings;

/// <summary>Connects the command to <see cref="TrainingRun"/>: recipe, overrides, device, data.</summary>
internal static class RequestedTraining
{
    /// <summary>Trains on a separate thread, so that the progress bar can be updated.</summary>
    public static Task<TrainingEnd> RunAsync(
        TrainingRequest order,
        ITrainingObserver observer,
        CancellationToken stop
    ) => RunThread.RunAsync(() => Run(order, observer, stop));

    private static TrainingEnd Run(TrainingRequest order, ITrainingObserver observer, CancellationToken stop)
    {
        if (order.Lora is not null || order.Resume && RunFolder<AdapterPlan>.IsIn(order.Out))
            return LoraTraining.Run(order, observer, stop);
        TrainingRecipe recipe = RecipeFor(order);
        torch.Device device = DeviceChoice.Parse(order.Device);
        using PackedFolder data = PackedFolder.Open(order.Data, stop);
        IExampleSource source = data.Read(path => recipe.OpenData(path, new Notes(observer, data), stop));
        using JudgeFeatures? features = JudgeFeatures.Of(recipe, device, WorkingType.Choose(recipe.Precision, device));
        TrainingRun run = order.Resume
            ? TrainingRun.Resume(source, order.Out, device, observer)
            : TrainingRun.Begin(recipe, source, order.Out, device, observer);
        bool finished = run.LedBy(features).SharedBy(order.Group).Train(order.Length, stop);
        string model = Path.Combine(order.Out, ModelFolder.OfRun);
        return new TrainingEnd(Directory.Exists(model) ? model : null, finished);
    }

    /// <summary>The recipe with overrides from the command line.</summary>
    internal static TrainingRecipe RecipeFor(TrainingRequest order)
    {
        if (order.Resume)
            return TrainingRun.RecipeOf(order.Out);
        TrainingRecipe recipe = order.Recipe is { } file
            ? TrainingRecipe.Load(file)
            : BuiltInRecipes.Find(BuiltInRecipes.Default);
        return recipe.With(
            new RecipeChanges
            {
                From = order.From is { } model ? ModelFolder.Find(model).Path : null,
                Size = order.Size ?? recipe.Size,
                Captions = order.Captions,
                Buckets = order.Buckets,
                World = order.World is { } world ? Path.GetFullPath(world) : null,
                BatchSize = order.BatchSize,
                LearningRate = order.LearningRate,
                Seed = order.Seed,
            }
        );
    }

    internal sealed class Notes(ITrainingObserver observer, PackedFolder data) : IProgress<string>
    {
        public void Report(string value) => observer.Note(data.Named(value));
    }
}
