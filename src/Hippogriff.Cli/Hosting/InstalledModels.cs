using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>A model of any kind in the model folders.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Kind">One of the constants of <see cref="InstalledModels"/>.</param>
/// <param name="Path">Full path of its folder.</param>
internal sealed record InstalledModel(string Name, string Kind, string Path);

/// <summary>Lists installed models by kind.</summary>
internal static class InstalledModels
{
    public const string Pictures = "pictures",
        Story = "story",
        Judge = "judge",
        Meanings = "meanings";

    /// <summary>The other kinds of models, and the file that identifies their folders.</summary>
    private static readonly (string Kind, string File)[] s_others =
    [
        (Story, "story.json"),
        (Judge, "judge.json"),
        (Meanings, "meanings.safetensors"),
    ];

    /// <summary>All models, kind by kind; of several with the same name, the one that commands use.</summary>
    public static IReadOnlyList<InstalledModel> List() =>
        [
            .. CheckpointRegistry
                .Default.Library()
                .List()
                .Select(model => new InstalledModel(model.Name, Pictures, model.Path)),
            .. s_others.SelectMany(kind =>
                ModelLibrary
                    .Default()
                    .FoldersWith(kind.File)
                    .DistinctBy(System.IO.Path.GetFileName)
                    .OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal)
                    .Select(folder => new InstalledModel(System.IO.Path.GetFileName(folder), kind.Kind, folder))
            ),
        ];

    /// <summary>Names of the models of a kind.</summary>
    public static IReadOnlyList<string> Named(string kind) =>
        [.. List().Where(one => one.Kind == kind).Select(one => one.Name)];

    /// <summary>
    /// The model of another kind than pictures with this name or folder; null if there is none, or a picture model has
    /// the name.
    /// </summary>
    public static InstalledModel? OtherThanPictures(string nameOrPath)
    {
        foreach ((string kind, string file) in s_others)
            if (!nameOrPath.Contains('\0') && File.Exists(System.IO.Path.Combine(nameOrPath, file)))
                return new InstalledModel(
                    System.IO.Path.GetFileName(System.IO.Path.GetFullPath(nameOrPath).TrimEnd('/', '\\')),
                    kind,
                    System.IO.Path.GetFullPath(nameOrPath)
                );
        return List().FirstOrDefault(one => one.Name == nameOrPath) is { } found && found.Kind != Pictures
            ? found
            : null;
    }

    /// <summary>An existing folder, or that of the installed model with this kind and name.</summary>
    public static string FolderOf(string kind, string nameOrPath) =>
        Directory.Exists(nameOrPath)
            ? nameOrPath
            : List().FirstOrDefault(one => one.Kind == kind && one.Name == nameOrPath)?.Path ?? nameOrPath;
}
