using Hippogriff.Studio.Setup;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>The models that may be drawn with: those that lie where models lie, and those that were trained here, each called like its run.</summary>
internal static class StudioModels
{
    /// <summary>Folder of the runs in the studio's folder, one folder a run.</summary>
    public const string TrainingsFolder = "trainings";

    /// <summary>All of them; of two with one name the first counts.</summary>
    public static IReadOnlyList<ModelFolder> List(StudioOptions options) => [.. ModelLibrary.Usual().List().Concat(Trained(options)).DistinctBy(model => model.Name)];

    /// <summary>The model of that name, never a path.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public static ModelFolder Find(StudioOptions options, string name) =>
        List(options).FirstOrDefault(model => model.Name == name) ?? ModelLibrary.Usual().FindByName(name); // which says what there is

    private static IEnumerable<ModelFolder> Trained(StudioOptions options)
    {
        string runs = Path.Combine(options.Data, TrainingsFolder);
        if (!Directory.Exists(runs)) return [];
        return Directory.GetDirectories(runs).Select(run => new ModelFolder(Path.GetFileName(run), Path.GetFullPath(Path.Combine(run, "model"))))
            .Where(model => File.Exists(Path.Combine(model.Path, ModelFolder.IndexFile))).OrderBy(model => model.Name, StringComparer.Ordinal);
    }
}
