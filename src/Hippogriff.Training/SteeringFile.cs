using System.Text.Json;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;

namespace Hippogriff.Training;

/// <summary>
/// The tables by which the scenes of a run are steered: <c>steering.json</c> in its folder, read when the run begins or
/// goes on.
/// </summary>
/// <param name="Tables">The tables, oldest first.</param>
public sealed record SteeringFile(IReadOnlyList<SteeringTable> Tables)
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "steering.json";

    /// <summary>The tables of a run; none where there is no file.</summary>
    /// <exception cref="HippogriffException">The file cannot be read.</exception>
    public static SteeringFile Of(string run)
    {
        string path = Path.Combine(run, FileName);
        return File.Exists(path)
            ? JsonText.ReadFile<SteeringFile>(path, ModelIndex.Json, fault => $"'{path}' cannot be read: {fault}.")
            : new SteeringFile([]);
    }

    /// <summary>
    /// Number of the picture with which the denoiser of a run goes on, after its newest checkpoint; 0 before the first.
    /// </summary>
    public static long NextPicture(string run) =>
        new CheckpointFolder(Path.Combine(run, DenoiserStage.Folder)).NewestState()?.Samples ?? 0;

    /// <summary>Adds a table to those of a run.</summary>
    public static void Add(string run, SteeringTable table) =>
        AtomicFile.Write(
            Path.Combine(run, FileName),
            JsonSerializer.SerializeToUtf8Bytes(new SteeringFile([.. Of(run).Tables, table]), ModelIndex.Json)
        );

    /// <summary>The source steered by the tables of a run; as it is where there are none.</summary>
    /// <exception cref="HippogriffException">There are tables, and the source is none of composed scenes.</exception>
    internal static IExampleSource Steer(IExampleSource source, string run)
    {
        IReadOnlyList<SteeringTable> tables = Of(run).Tables;
        return tables.Count == 0 ? source
            : source is SceneComposer scenes ? new SteeredScenes(scenes, tables)
            : throw new HippogriffException(
                $"'{Path.Combine(run, FileName)}' steers composed scenes, and the run's data are none; move it away."
            );
    }
}
