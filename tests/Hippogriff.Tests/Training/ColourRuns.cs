using Hippogriff.Data.Examples;
using Hippogriff.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>Runs on six captioned pictures of colours, each in a folder of a folder that goes with the test.</summary>
internal sealed class ColourRuns : IDisposable
{
    public ColourRuns() => ColourSource.Write(Data);

    public TemporaryFolder Folder { get; } = new();

    public string Data => Directory.CreateDirectory(In("data")).FullName;

    /// <summary>Folder of the run that is not called otherwise.</summary>
    public string Out => In("run");

    public string In(string name) => Folder.In(name);

    /// <summary>The pictures, as a recipe wants them read; null: squares of 16 pixels.</summary>
    public IExampleSource Source(TrainingRecipe? recipe = null) =>
        (recipe ?? TinyRecipe.Create()).OpenData(Data, null, default);

    public TrainingRun Begin(TrainingRecipe recipe, Watcher? watcher = null, string name = "run") =>
        TrainingRun.Begin(recipe, Source(recipe), In(name), CPU, watcher ?? new Watcher());

    public TrainingRun Resume(Watcher? watcher = null, string name = "run", TrainingRecipe? recipe = null) =>
        TrainingRun.Resume(Source(recipe), In(name), CPU, watcher ?? new Watcher());

    /// <summary>Folder of the model that so many steps of a recipe make.</summary>
    public string Train(TrainingRecipe recipe, long steps, string name = "run", Watcher? watcher = null)
    {
        Assert.True(Begin(recipe, watcher, name).Train(Steps(steps), default));
        return In($"{name}/model");
    }

    /// <summary>The same model, loaded; dispose it.</summary>
    public NetworkModel Trained(TrainingRecipe recipe, long steps, string name = "run", Watcher? watcher = null) =>
        PipelineLoader.Load(Train(recipe, steps, name, watcher));

    public static TrainingLength Steps(long steps) => new(steps, null);

    public void Dispose() => Folder.Dispose();
}
