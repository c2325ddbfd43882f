using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Data;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Hub;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Mpi;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Hosting;

/// <summary>The external dependencies of the commands; tests replace them.</summary>
internal sealed record CommandHost
{
    public required Terminal Terminal { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Draws a seed if the user gives none.</summary>
    public required Func<long> FreshSeed { get; init; }

    /// <summary>Loads a model.</summary>
    public required OpenPipeline OpenPipeline { get; init; }

    /// <summary>Finds models that draw pictures by name.</summary>
    public IModelSource Models { get; init; } = ModelOpening.Source();

    /// <summary>Where the hub is, for the one command that asks it.</summary>
    public Func<HubSettings> HubSettings { get; init; } = Hub.Settings.HubSettings.OfThisUser;

    /// <summary>How the hub is reached.</summary>
    public HubConnection HubConnection { get; init; } = new();

    /// <summary>Finds the model of a picture.</summary>
    public Func<WantedModel, FoundModel> FindModel { get; init; } =
        wanted => RememberedModel.Find(wanted, ModelOpening.Source(), Environment.CurrentDirectory);

    /// <summary>Trains a model.</summary>
    public required RunTraining RunTraining { get; init; }

    /// <summary>Joins the processes that this one was started with; null where there are none.</summary>
    public Func<MpiGroup?> JoinWorkers { get; init; } = MpiGroup.Join;

    /// <summary>Default folder for pictures.</summary>
    public string OutFolder { get; init; } = "out";

    public static CommandHost OfProcess() =>
        new()
        {
            Terminal = Terminal.OfProcess(),
            Clock = TimeProvider.System,
            FreshSeed = Seeds.Random,
            OpenPipeline = ModelOpening.OpenAsync,
            RunTraining = RequestedTraining.RunAsync,
        };
}

/// <summary>The model that a line asks for.</summary>
/// <param name="Model">Its name; null for the default one.</param>
/// <param name="Device">Where it computes.</param>
internal sealed record WantedPipeline(string? Model, string Device)
{
    /// <summary>The requested size; matters only for <c>folder:</c> models.</summary>
    public PictureSize? Size { get; init; }

    /// <summary>Type of its numbers; null for float32.</summary>
    public ScalarType? Type { get; init; }

    /// <summary>Whether the type is the faster one of float32 and bfloat16, by a measurement.</summary>
    public bool TypeIsMeasured { get; init; }

    /// <summary>Parts from other files, for public checkpoints.</summary>
    public CheckpointChoices Choices { get; init; } = CheckpointChoices.None;

    /// <summary>Receives the progress of loading; null where nobody watches.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }
}

/// <summary>Loads a model.</summary>
internal delegate Task<IDiffusionPipeline> OpenPipeline(WantedPipeline wanted, CancellationToken stop);

/// <summary>Opens models by the names that the line has for them.</summary>
internal static class ModelOpening
{
    /// <summary>The models of the model folders, and those of the hub's cache.</summary>
    /// <param name="defaultModel">Name or path of the default model; null for that of the folders.</param>
    public static FolderModelSource Source(string? defaultModel = null)
    {
        Lazy<HubModels> hub = new(HubModels.OfThisUser); // reads files, which few commands need
        return new FolderModelSource(
            defaultModel: defaultModel,
            further: () => hub.Value.List(),
            byName: name => hub.Value.Find(name)
        );
    }

    /// <summary>The model with this name or path.</summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    /// <param name="nameOrPath">Name or path; null for the default model.</param>
    public static ModelFolder Find(string? nameOrPath) => OnHub(nameOrPath)?.Files ?? Source(nameOrPath).Find().Files!;

    /// <summary>Refuses a model that parts of other files do not fit, without loading it.</summary>
    /// <exception cref="HippogriffException">There is none, or it is not whole or damaged, or a part does not fit
    /// it.</exception>
    public static void Require(string nameOrPath, CheckpointChoices choices)
    {
        CheckpointRegistry registry = CheckpointRegistry.Default;
        CheckpointSource source = new(Find(nameOrPath));
        bool isMeant = choices is not { Kind: null, Prediction: null }; // what only one checkpoint can be
        registry.Read(isMeant ? source with { Choices = choices } : registry.With(source, choices)).RequireWhole();
    }

    /// <inheritdoc cref="OpenPipeline"/>
    public static async Task<IDiffusionPipeline> OpenAsync(WantedPipeline wanted, CancellationToken stop)
    {
        if (PictureFolderSource.IsMeant(wanted.Model))
            return await PictureFolderSource.OpenAsync(wanted.Model!, null, wanted.Size, wanted.Device, stop);
        LoadOptions options = new()
        {
            Device = wanted.Device,
            Type = wanted.TypeIsMeasured ? Measured(wanted.Device) : wanted.Type,
            Choices = wanted.Choices,
            Progress = wanted.Progress,
        };
        return OnHub(wanted.Model) is { } pulled
            ? await Source().OpenAsync(pulled, options, stop)
            : await DiffusionPipeline.LoadAsync(wanted.Model, options, stop);
    }

    private static ScalarType Measured(string device)
    {
        NativeRuntime.EnsureLoaded();
        return WorkingType.Choose(WorkingType.Auto, DeviceChoice.Parse(device));
    }

    /// <summary>The model of the hub's cache with this name; null if it is no such name, or a path.</summary>
    /// <exception cref="HippogriffException">It is called like a model on the hub, and is not in the cache.</exception>
    private static ListedModel? OnHub(string? model)
    {
        if (model is null || !model.Contains('/', StringComparison.Ordinal) || Path.Exists(model))
            return null;
        if (HubModels.OfThisUser().Find(model) is { } found)
            return new ListedModel(found.Name) { Files = found };
        return RepositoryPath.IsRepository(model)
            ? throw new HippogriffException(
                $"There is no folder '{model}', and no such model in the hub's cache; hippogriff pull {model} fetches "
                    + "it from the hub.",
                FaultKind.NotFound
            )
            : null;
    }
}
