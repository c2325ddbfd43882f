using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Devices;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Training;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;

namespace Hippogriff.Studio.Trainings;

/// <summary>Connects a request to <see cref="TrainingRun"/>: recipe, data and device.</summary>
internal sealed class RunWork
{
    /// <summary>Minimum number of sheets of a run; each takes some seconds.</summary>
    private const int LeastSheets = 8;

    private readonly StudioOptions _options;
    private readonly StoredRun _folder;
    private readonly RunRequest _order;
    private readonly TrainingRecipe _recipe;
    private readonly string _data;
    private readonly IModelSource _models;
    private readonly TimeProvider _clock;

    /// <exception cref="HippogriffException">Recipe, data or model do not exist, or buckets are requested for
    /// scenes.</exception>
    public RunWork(
        StudioOptions options,
        TrainingMaterial material,
        StoredRun folder,
        RunRequest order,
        TimeProvider clock
    )
    {
        (_options, _folder, _order, _clock) = (options, folder, order, clock);
        (_data, _models) = (material.Datasets.Find(order.Dataset), material.Models);
        _recipe = folder.Training.HasBegun
            ? TrainingRun.RecipeOf(folder.Path)
            : Fit(material.Recipes.Find(order.Recipe ?? BuiltInRecipes.Default));
    }

    /// <summary>Opens the run for readers.</summary>
    public LiveRun Open(RunRecord record, DrawingFirst drawingFirst, Action changed) =>
        new(_folder, record, drawingFirst, changed) { DataPath = _data };

    /// <summary>Trains on this thread to the end or until asked to stop.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The data cannot be used, or the run diverged.</exception>
    public bool Train(LiveRun live)
    {
        TorchSharp.torch.Device device = DeviceChoice.Parse(_options.Device);
        IExampleSource source = _recipe.OpenData(_data, live, live.Stopping);
        TrainingRun run = _folder.Training.HasBegun
            ? TrainingRun.Resume(source, _folder.Path, device, live, _clock)
            : TrainingRun.Begin(_recipe, source, _folder.Path, device, live, _clock);
        return run.Train(new TrainingLength(null, _order.Minutes), live.Stopping);
    }

    /// <summary>
    /// Adapts a recipe, which is made for hours of training on its own pictures. A short run draws sheets more often,
    /// with prompts from its captions.
    /// </summary>
    private TrainingRecipe Fit(TrainingRecipe recipe)
    {
        bool scenes = TrainingData.Look(_data).IsSprites;
        if (scenes && (recipe.Buckets || _order.Buckets))
            throw TrainingData.NoBuckets(_order.Dataset);
        return recipe.With(
            new RecipeChanges
            {
                Name = _order.Name,
                From = _order.From is { } model ? _models.Find(model).Files?.Path : null,
                Buckets = _order.Buckets,
                MostSheetMinutes = _order.Minutes / LeastSheets,
                SheetPrompts = scenes ? null : [],
            }
        );
    }
}
