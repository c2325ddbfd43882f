using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>A model of any kind in the model folders.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Kind">One of the constants of <see cref="InstalledModels"/>.</param>
/// <param name="Path">Full path of its folder.</param>
internal sealed record InstalledModel(string Name, string Kind, string Path);

/// <summary>Which models of which kind are there.</summary>
internal static class InstalledModels
{
    public const string Pictures = "pictures",
        Story = "story",
        Judge = "judge",
        Meanings = "meanings";

    /// <summary>A kind other than pictures, and the file that tells a folder of it.</summary>
    private static readonly (string Kind, string File)[] s_others =
    [
        (Story, "story.json"),
        (Judge, "judge.json"),
        (Meanings, "meanings.safetensors"),
    ];

    /// <summary>All that are found, kind by kind; of several with one name the one that a command would take.</summary>
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

    /// <summary>The model of this name, or in this folder, that is of another kind than pictures; null where there is
    /// none, or one for pictures has the name.</summary>
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

    /// <summary>The folder that is there, or that of the installed model of this kind and name.</summary>
    public static string FolderOf(string kind, string nameOrPath) =>
        Directory.Exists(nameOrPath)
            ? nameOrPath
            : List().FirstOrDefault(one => one.Kind == kind && one.Name == nameOrPath)?.Path ?? nameOrPath;
}
