using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Data;
using Hippogriff.Denoising;
using Hippogriff.Hub;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

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

/// <summary>
/// Loads the model named <paramref name="model"/>; null is the default one. The requested size matters only for
/// <c>folder:</c> models.
/// </summary>
internal delegate Task<IDiffusionPipeline> OpenPipeline(
    string? model,
    PictureSize? size,
    string device,
    CancellationToken stop
);

/// <summary>Opens models by the names that the line has for them.</summary>
internal static class ModelOpening
{
    /// <summary>The models of the model folders, and those of the hub's cache.</summary>
    /// <param name="defaultModel">Name or path of the default model; null for that of the folders.</param>
    public static FolderModelSource Source(string? defaultModel = null)
    {
        HubModels hub = HubModels.OfThisUser();
        return new FolderModelSource(defaultModel: defaultModel, further: hub.List, byName: hub.Find);
    }

    /// <summary>The model with this name or path.</summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    public static ModelFolder Find(string nameOrPath) => Source(nameOrPath).Find().Files!;

    /// <inheritdoc cref="OpenPipeline"/>
    public static async Task<IDiffusionPipeline> OpenAsync(
        string? model,
        PictureSize? size,
        string device,
        CancellationToken stop
    ) =>
        PictureFolderSource.IsMeant(model) ? await PictureFolderSource.OpenAsync(model!, null, size, device, stop)
        : OnHub(model) is { } pulled ? await Source().OpenAsync(pulled, new LoadOptions { Device = device }, stop)
        : await DiffusionPipeline.LoadAsync(model, new LoadOptions { Device = device }, stop);

    /// <summary>The model of the hub's cache with this name; null if it names none, or a path.</summary>
    private static ListedModel? OnHub(string? model) =>
        model is not null && !Path.Exists(model) && HubModels.OfThisUser().Find(model) is { } found
            ? new ListedModel(found.Name) { Files = found }
            : null;
}
