using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>A model of any kind in the model folders.</summary>
/// <param name="Name">Name of its folder.</param>
/// <param name="Kind">One of the constants of <see cref="InstalledModels"/>.</param>
/// <param name="Path">Full path of its folder.</param>
internal sealed record InstalledModel(string Name, string Kind, string Path);

/// <summary>
/// Lists installed models by kind. Models that draw pictures are those of an <see cref="IModelSource"/>; only the other
/// kinds are looked for here.
/// </summary>
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
    /// <param name="pictures">Where models that draw pictures are found.</param>
    public static IReadOnlyList<InstalledModel> List(IModelSource pictures) =>
        [
            .. pictures
                .List()
                .Where(model => model.Files is not null)
                .Select(model => new InstalledModel(model.Name, Pictures, model.Files!.Path)),
            .. s_others.SelectMany(kind => Others(kind.Kind, kind.File)),
        ];

    /// <summary>Names of the models that draw no pictures, of a kind.</summary>
    public static IReadOnlyList<string> Named(string kind) => [.. Others(kind).Select(one => one.Name)];

    /// <summary>
    /// The model of another kind than pictures with this name or folder; null if there is none, or a picture model has
    /// the name.
    /// </summary>
    public static InstalledModel? OtherThanPictures(string nameOrPath, IModelSource pictures)
    {
        foreach ((string kind, string file) in s_others)
            if (!nameOrPath.Contains('\0') && File.Exists(System.IO.Path.Combine(nameOrPath, file)))
                return new InstalledModel(
                    System.IO.Path.GetFileName(System.IO.Path.GetFullPath(nameOrPath).TrimEnd('/', '\\')),
                    kind,
                    System.IO.Path.GetFullPath(nameOrPath)
                );
        return
            s_others.SelectMany(kind => Others(kind.Kind, kind.File)).FirstOrDefault(one => one.Name == nameOrPath)
                is { } found
            && !pictures.List().Any(model => model.Files is not null && model.Name == nameOrPath)
            ? found
            : null;
    }

    /// <summary>An existing folder, or that of the installed model with this kind, not pictures, and name.</summary>
    public static string FolderOf(string kind, string nameOrPath) =>
        Directory.Exists(nameOrPath)
            ? nameOrPath
            : Others(kind).FirstOrDefault(one => one.Name == nameOrPath)?.Path ?? nameOrPath;

    private static IEnumerable<InstalledModel> Others(string kind) =>
        s_others.Where(other => other.Kind == kind).SelectMany(other => Others(kind, other.File));

    private static IEnumerable<InstalledModel> Others(string kind, string file) =>
        ModelLibrary
            .Default()
            .FoldersWith(file)
            .DistinctBy(System.IO.Path.GetFileName)
            .OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal)
            .Select(folder => new InstalledModel(System.IO.Path.GetFileName(folder), kind, folder));
}
