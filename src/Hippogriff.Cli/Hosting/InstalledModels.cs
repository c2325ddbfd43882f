using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>A model of any kind in the model folders.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Kind">One of <see cref="InstalledModels.Kinds"/>.</param>
/// <param name="Path">Full path of its folder.</param>
internal sealed record InstalledModel(string Name, string Kind, string Path);

/// <summary>Which models of which kind are there.</summary>
internal static class InstalledModels
{
    public const string Pictures = "pictures",
        Story = "story",
        Judge = "judge",
        Meanings = "meanings";

    /// <summary>A kind, and the file that tells a folder of this kind.</summary>
    public static IReadOnlyList<(string Kind, string File)> Kinds { get; } =
    [
        (Pictures, ModelFolder.IndexFile),
        (Story, "story.json"),
        (Judge, "judge.json"),
        (Meanings, "meanings.safetensors"),
    ];

    /// <summary>All that are found, kind by kind; of several with one name the one that a command would take.</summary>
    public static IReadOnlyList<InstalledModel> List() =>
        [
            .. Kinds.SelectMany(kind =>
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

    /// <summary>The folder of the model with this name and one of these kinds, or null.</summary>
    public static InstalledModel? Find(string name, params string[] kinds) =>
        List().FirstOrDefault(one => one.Name == name && (kinds.Length == 0 || kinds.Contains(one.Kind)));
}
