using Hippogriff.Files;

namespace Hippogriff.Weights;

/// <summary>
/// The model folders, each with one subfolder per model. The first of two models with the same name counts.
/// </summary>
/// <param name="Places">Full paths, searched in order; missing ones are ignored.</param>
public sealed record ModelLibrary(IReadOnlyList<string> Places)
{
    /// <summary>A file in a model folder with the name of the default model.</summary>
    public const string DefaultFile = "default.txt";

    private const int MostDefault = 1 << 16;

    /// <summary>
    /// Decides whether a single .safetensors file is a model; null: none is. Called for each file whose name matters.
    /// </summary>
    public Func<string, bool>? Accepts { get; init; }

    /// <summary>The environment variable with precedence: one folder, or several separated as in PATH.</summary>
    public const string Variable = "HIPPOGRIFF_MODELS";

    /// <summary>
    /// $HIPPOGRIFF_MODELS, then models/ in the current folder and its parents, then models/ in the parents of the
    /// program.
    /// </summary>
    public static ModelLibrary Default() =>
        Around(Environment.GetEnvironmentVariable(Variable), Environment.CurrentDirectory, AppContext.BaseDirectory);

    internal static ModelLibrary Around(string? variable, string current, string program) =>
        new([
            .. (variable ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(Path.GetFullPath)
                .Concat(Upwards(current))
                .Concat(Upwards(program))
                .Distinct(),
        ]);

    /// <summary>All models: folder by folder, by name within one.</summary>
    public IReadOnlyList<ModelFolder> List() =>
        [.. Places.SelectMany(place => In(place)).DistinctBy(model => model.Name)];

    /// <summary>All subfolders that contain a file with this name: folder by folder, by name within one.</summary>
    public IEnumerable<string> FoldersWith(string file) => Places.SelectMany(place => FoldersIn(place, file));

    /// <summary>
    /// The model with this name or path. Null: the default model of the first folder with models, from default.txt, or
    /// its first by name.
    /// </summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    public ModelFolder Find(string? nameOrPath = null)
    {
        if (nameOrPath is null)
            return DefaultModel();
        if (IsName(nameOrPath) && Named(nameOrPath) is { } named)
            return named;
        if (
            !string.IsNullOrWhiteSpace(nameOrPath)
            && !nameOrPath.Contains('\0')
            && (!IsName(nameOrPath) || Directory.Exists(nameOrPath) || IsModelFile(nameOrPath))
        )
            return ModelFolder.At(nameOrPath);
        return FindByName(nameOrPath);
    }

    /// <summary>
    /// The model named <paramref name="name"/>; never a path, so it is safe for names from a network.
    /// </summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    public ModelFolder FindByName(string name) => Named(name) ?? throw Unknown(name);

    /// <summary>The model with this name, which is never a path; null if there is none.</summary>
    internal ModelFolder? Named(string name) => Places.SelectMany(place => In(place, name)).FirstOrDefault();

    private HippogriffException Unknown(string name)
    {
        IReadOnlyList<ModelFolder> all = List();
        return new(
            all.Count == 0
                ? None()
                : $"There is no model {Quoted.Name(name)}; there {(all.Count == 1 ? "is" : "are")} "
                    + $"{string.Join(", ", all.Take(20).Select(m => m.Name))}"
                    + $"{(all.Count > 20 ? $" and {all.Count - 20} more" : "")}.",
            FaultKind.NotFound
        );
    }

    private ModelFolder DefaultModel() =>
        Places.Select(DefaultIn).FirstOrDefault(model => model is not null)
        ?? throw new HippogriffException(None(), FaultKind.NotFound);

    /// <summary>The default model of a place; null if it has no models, whatever its file says.</summary>
    private ModelFolder? DefaultIn(string place)
    {
        string file = Path.Combine(place, DefaultFile);
        if (!File.Exists(file))
            return In(place).FirstOrDefault();
        if (FoldersIn(place, ModelFolder.IndexFile).Count == 0 && !In(place).Any())
            return null;
        string name = RegularFile.ReadLines(file, MostDefault).FirstOrDefault("").Trim();
        if (In(place, name).FirstOrDefault() is { } named)
            return named;
        ModelFolder[] here = [.. In(place)];
        throw new HippogriffException(
            $"'{file}' names the model {Quoted.Name(name)}, which is not beside it; there "
                + $"{(here.Length == 1 ? "is" : "are")} {string.Join(", ", here.Select(m => m.Name))}.",
            FaultKind.NotFound
        );
    }

    private string None() =>
        "No model was found; put one into "
        + $"{(Places.Count == 0 ? "a folder called models" : Quoted.Few(Places))}, name its folder, or set "
        + $"{Variable} to the folder that holds your models.";

    private static bool IsName(string text) =>
        text.Length > 0 && text is not ("." or "..") && text.AsSpan().IndexOfAny("/\\\0") < 0;

    /// <summary>
    /// The models of a place by name, a folder before a file. A file is opened only when it is reached, and only if it
    /// has the name.
    /// </summary>
    /// <param name="place">Full path of a folder.</param>
    /// <param name="name">The only name that is asked for; null for all.</param>
    private IEnumerable<ModelFolder> In(string place, string? name = null) =>
        FoldersIn(place, ModelFolder.IndexFile, name)
            .Select(folder => (Name: Path.GetFileName(folder), Path: folder, IsFile: false))
            .Concat(
                FilesIn(place).Select(file => (Name: Path.GetFileNameWithoutExtension(file), Path: file, IsFile: true))
            )
            .Where(model => name is null || model.Name == name)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .Where(model => !model.IsFile || Accepts!(model.Path))
            .Select(model => model.IsFile ? ModelFolder.At(model.Path) : new ModelFolder(model.Name, model.Path));

    private IReadOnlyList<string> FilesIn(string place)
    {
        if (Accepts is null || !Directory.Exists(place))
            return [];
        try
        {
            return Directory.GetFiles(place, "*" + ModelFolder.Ending);
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Also the endings of files that are refused by their name.</summary>
    private static bool IsModelFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant()
            is ModelFolder.Ending
                or ".ckpt"
                or ".pt"
                or ".pth"
                or ".bin"
                or ".gguf"
        && File.Exists(path);

    /// <summary>The subfolders that contain a file, by name; only one if a name is given.</summary>
    private static IReadOnlyList<string> FoldersIn(string place, string file, string? name = null)
    {
        if (!Directory.Exists(place))
            return [];
        try
        {
            return
            [
                .. Directory
                    .GetDirectories(place)
                    .Where(folder => name is null || Path.GetFileName(folder) == name)
                    .Where(folder => File.Exists(Path.Combine(folder, file)))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Upwards(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            string models = Path.Combine(at.FullName, "models");
            if (Directory.Exists(models))
                yield return models;
        }
    }
}
