using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>A model that lies here.</summary>
/// <param name="Folder">Its folder; its name is the model's.</param>
/// <param name="IsDefault">It draws where none is named.</param>
/// <param name="Facts">What a request must know of it; null if it cannot be used.</param>
/// <param name="Fault">Why it cannot be used; null for all that can.</param>
internal sealed record ModelEntry(ModelFolder Folder, bool IsDefault, ModelFacts? Facts, string? Fault);

/// <summary>
/// The models that may be drawn with, for pages and all APIs: those that lie where models lie, and those that were
/// trained here, each called like its run. Read again each time: a run that publishes brings its model at once.
/// </summary>
internal static class StudioModels
{
    /// <summary>Folder of the runs in the studio's folder, one folder a run.</summary>
    public const string TrainingsFolder = "trainings";

    /// <summary>
    /// All of them, the default first, which may lie elsewhere than the others; of two with the same name the first
    /// counts.
    /// </summary>
    public static IReadOnlyList<ModelFolder> List(StudioOptions options)
    {
        IEnumerable<ModelFolder> all = CheckpointRegistry.Default.Library().List().Concat(Trained(options));
        return [.. (Default(options) is { } defaults ? all.Prepend(defaults) : all).DistinctBy(model => model.Name)];
    }

    /// <summary>All of them with what their small files say.</summary>
    public static IReadOnlyList<ModelEntry> Entries(StudioOptions options)
    {
        string? defaults = Default(options)?.Name;
        return [.. List(options).Select(folder => Read(folder, folder.Name == defaults))];
    }

    /// <summary>The model of that name, never a path.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static ModelFolder Find(StudioOptions options, string name) =>
        // which says what there is
        List(options).FirstOrDefault(model => model.Name == name)
        ?? CheckpointRegistry.Default.Library().FindByName(name);

    /// <summary>
    /// The model that draws where none is named; it may be given as a path, because the person at the keyboard names
    /// it. Null if there is none.
    /// </summary>
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
