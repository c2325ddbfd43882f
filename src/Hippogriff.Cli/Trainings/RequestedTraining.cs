using Hippogriff.Data.Examples;
using Hippogriff.Data.Zips;
using Hippogriff.Devices;
using Hippogriff.Training;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
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
    ) => Task.Run(() => Run(order, observer, stop), CancellationToken.None);

    private static TrainingEnd Run(TrainingRequest order, ITrainingObserver observer, CancellationToken stop)
    {
        if (order.Lora is not null || order.Resume && AdapterPlan.IsIn(order.Out))
            return LoraTraining.Run(order, observer, stop);
        TrainingRecipe recipe = RecipeFor(order);
        torch.Device device = DeviceChoice.Parse(order.Device);
        using PackedFolder data = PackedFolder.Open(order.Data, stop);
        IExampleSource source = data.Read(path => recipe.OpenData(path, new Notes(observer, data), stop));
        TrainingRun run = order.Resume
            ? TrainingRun.Resume(source, order.Out, device, observer)
            : TrainingRun.Begin(recipe, source, order.Out, device, observer);
        bool finished = run.Train(order.Length, stop);
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
        int size = order.Size ?? recipe.Size;
        return recipe with
        {
            Size = size,
            Captions = recipe.Captions && order.Captions,
            Buckets = recipe.Buckets || order.Buckets,
            World = order.World is { } world ? Path.GetFullPath(world) : recipe.World,
            From = order.From is { } model ? ModelFolder.Find(model).Path : recipe.From,
            BatchSize = order.BatchSize ?? recipe.BatchSize,
            Seed = order.Seed ?? recipe.Seed,
            LearningRateSchedule = recipe.LearningRateSchedule with
            {
                LearningRate = order.LearningRate ?? recipe.LearningRateSchedule.LearningRate,
            },
            Defaults = recipe.Defaults with
            {
                Width = size,
                Height = size,
                Guidance = order.Captions && recipe.Captions ? recipe.Defaults.Guidance : 1,
            },
        };
    }

    internal sealed class Notes(ITrainingObserver observer, PackedFolder data) : IProgress<string>
    {
        public void Report(string value) => observer.Note(data.Named(value));
    }
}
