using Hippogriff.Data;
using Hippogriff.Hub;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>A model, and what its small files say.</summary>
/// <param name="Model">The model.</param>
/// <param name="Facts">Its properties for requests; null if it cannot be used.</param>
/// <param name="Fault">Why it cannot be used; null if it can.</param>
internal sealed record ModelEntry(ListedModel Model, ModelFacts? Facts, string? Fault);

/// <summary>
/// The models of the studio: those in the model folders, and those trained here, named like their runs.
/// </summary>
internal static class StudioModels
{
    /// <summary>Folder of the runs in the studio's folder, one subfolder per run.</summary>
    public const string TrainingsFolder = "trainings";

    /// <summary>
    /// The model of a class where none is named and it is installed. It takes 8 passes a picture, the shipped default
    /// 34: with it thirty who ask at once need not wait long.
    /// </summary>
    private const string OfClass = "first-fast";

    /// <summary>The source of pages, APIs, jobs and trainings.</summary>
    public static IModelSource SourceOf(StudioOptions options)
    {
        HubModels hub = HubModels.OfThisUser();
        FolderModelSource Folders(string? defaultModel) =>
            new(
                defaultModel: defaultModel,
                further: () => Trained(options).Concat(hub.List()),
                byName: hub.Find,
                choices: options.Choices
            );
        return PictureFolderSource.IsMeant(options.Model)
            ? new PictureFolderSource(options.Model!, Folders(null))
            : Folders(options.Model ?? (options.IsClass && HasModelOfClass() ? OfClass : null));
    }

    /// <summary>All models with the metadata of their small files.</summary>
    public static IReadOnlyList<ModelEntry> Entries(this IModelSource models) =>
        [
            .. models
                .List()
                .Select(model =>
                    OneOfMany.Read(
                        () => new ModelEntry(model, models.Facts(model), null),
                        fault => new ModelEntry(model, null, fault)
                    )
                ),
        ];

    private static bool HasModelOfClass() => ModelLibrary.Default().List().Any(model => model.Name == OfClass);

    private static IEnumerable<ModelFolder> Trained(StudioOptions options)
    {
        string runs = Path.Combine(options.Data, TrainingsFolder);
        if (!Directory.Exists(runs))
            return [];
        return Directory
            .GetDirectories(runs)
            .Select(run => new ModelFolder(
                Path.GetFileName(run),
                Path.GetFullPath(Path.Combine(run, ModelFolder.OfRun))
            ))
            .Where(model => File.Exists(Path.Combine(model.Path, ModelFolder.IndexFile)))
            .OrderBy(model => model.Name, StringComparer.Ordinal);
    }
}
