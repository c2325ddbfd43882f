using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>An installed model.</summary>
/// <param name="Folder">Its folder, whose name is the model's.</param>
/// <param name="IsDefault">Whether it is the default.</param>
/// <param name="Facts">Its properties for requests; null if it cannot be used.</param>
/// <param name="Fault">Why it cannot be used; null if it can.</param>
internal sealed record ModelEntry(ModelFolder Folder, bool IsDefault, ModelFacts? Facts, string? Fault);

/// <summary>
/// The models for pages and all APIs: those in the model folders, and those trained here, named like their runs. The
/// folders are read each time, so a run's model appears immediately.
/// </summary>
internal static class StudioModels
{
    /// <summary>Folder of the runs in the studio's folder, one subfolder per run.</summary>
    public const string TrainingsFolder = "trainings";

    /// <summary>
    /// All models, the default first, which may be in another folder. The first of two with the same name counts.
    /// </summary>
    public static IReadOnlyList<ModelFolder> List(StudioOptions options)
    {
        IEnumerable<ModelFolder> all = CheckpointRegistry.Default.Library().List().Concat(Trained(options));
        return [.. (Default(options) is { } defaults ? all.Prepend(defaults) : all).DistinctBy(model => model.Name)];
    }

    /// <summary>All models with the metadata of their small files.</summary>
    public static IReadOnlyList<ModelEntry> Entries(StudioOptions options)
    {
        string? defaults = Default(options)?.Name;
        return [.. List(options).Select(folder => Read(folder, folder.Name == defaults))];
    }

    /// <summary>The model with that name, never a path.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static ModelFolder Find(StudioOptions options, string name) =>
        // which lists the existing ones
        List(options).FirstOrDefault(model => model.Name == name)
        ?? CheckpointRegistry.Default.Library().FindByName(name);

    /// <summary>The default model; it may be a path, because the operator sets it. Null if there is none.</summary>
    private static ModelFolder? Default(StudioOptions options)
    {
        try
        {
            return CheckpointRegistry.Default.Library().Find(options.Model);
        }
        catch (HippogriffException)
        {
            return null;
        } // whoever draws without a name is told
    }

    private static ModelEntry Read(ModelFolder folder, bool defaults) =>
        OneOfMany.Read(
            () => new ModelEntry(folder, defaults, ModelFacts.Read(folder), null),
            fault => new ModelEntry(folder, defaults, null, fault)
        );

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
