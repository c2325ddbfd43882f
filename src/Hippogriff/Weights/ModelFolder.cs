using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Weights;

/// <summary>
/// A model on disk in the layout of diffusers: <c>model_index.json</c>, one folder per part with config.json and
/// safetensors, and README.md, the model card.
/// </summary>
/// <param name="Name">The folder's name, or the run's name for a training run's <see cref="OfRun"/>.</param>
/// <param name="Path">Full path of the folder.</param>
public sealed record ModelFolder(string Name, string Path)
{
    /// <summary>The file that identifies a folder as a model.</summary>
    public const string IndexFile = "model_index.json";

    /// <summary>Extension of a single-file model.</summary>
    public const string Ending = ".safetensors";

    /// <summary>The model folder within a training run; the model has the run's name.</summary>
    public const string OfRun = "model";

    /// <summary>
    /// The model at <paramref name="nameOrPath"/>, searched in <see cref="ModelLibrary.Default"/>; null: the default
    /// model.
    /// </summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    public static ModelFolder Find(string? nameOrPath = null) => ModelLibrary.Default().Find(nameOrPath);

    /// <summary>All models found, see <see cref="ModelLibrary.Default"/>.</summary>
    public static IReadOnlyList<ModelFolder> List() => ModelLibrary.Default().List();

    /// <summary>The folder, or the single .safetensors file, at <paramref name="path"/>.</summary>
    /// <exception cref="HippogriffException">It does not exist, or the folder has no model_index.json.</exception>
    public static ModelFolder At(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full))
            return FileAtPath(full);
        if (File.Exists(System.IO.Path.Combine(full, IndexFile)))
            return new(NameOf(full), full);
        throw new HippogriffException(
            Directory.Exists(full)
                ? $"'{path}' holds no model: it has no {IndexFile}."
                : $"There is no folder '{path}'.",
            FaultKind.NotFound
        );
    }

    /// <summary>
    /// A file is what its content says. One with another ending is opened here, so that a pickle or a GGUF file is
    /// called by its name.
    /// </summary>
    private static ModelFolder FileAtPath(string full)
    {
        if (!full.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            SafetensorsFile.Open(full).Dispose();
        return new(System.IO.Path.GetFileNameWithoutExtension(full), full);
    }

    /// <summary>The name of a model in the folder with this full path.</summary>
    public static string NameOf(string full) =>
        System.IO.Path.GetFileName(full) is var own and not OfRun ? own
        : System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(full)) is { Length: > 0 } run ? run
        : OfRun;

    /// <summary>Full path of a file of the model, for example "unet/config.json".</summary>
    /// <exception cref="HippogriffException"><paramref name="relative"/> leads out of the folder, or the file does not
    /// exist.</exception>
    public string FileAt(string relative)
    {
        string full = Inside(relative);
        return File.Exists(full)
            ? full
            : throw new HippogriffException(
                $"The model '{Name}' is incomplete: it lacks {Quoted.Name(relative)}.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>
    /// Reads a JSON file of the model, for example <see cref="IndexFile"/>, into <typeparamref name="T"/>.
    /// </summary>
    /// <exception cref="HippogriffException">It is missing, too large, or not valid JSON for the type.</exception>
    public T ReadJson<T>(string relative, JsonSerializerOptions? options = null)
    {
        string path = FileAt(relative);
        return JsonText.ReadFile<T>(
            path,
            options,
            fault => $"'{path}' cannot be read as the settings of a model: {fault}."
        );
    }

    /// <summary>Reads a file with settings of the model, an object.</summary>
    /// <exception cref="HippogriffException">It is missing, or something else.</exception>
    public JsonElement ReadSettings(string relative)
    {
        JsonElement root = ReadJson<JsonElement>(relative);
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw new HippogriffException(
                $"'{FileAt(relative)}' cannot be read as the settings of a model: it is not a JSON object.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>Whether the model is a single file.</summary>
    public bool IsFile => File.Exists(Path);

    /// <summary>Full path of its index or of the single file.</summary>
    /// <exception cref="HippogriffException">There is none.</exception>
    public string MainFile => IsFile ? Path : FileAt(IndexFile);

    /// <summary>The model card, README.md; empty if there is none.</summary>
    public string Card => File.Exists(Inside("README.md")) ? RegularFile.ReadText(Inside("README.md")) : "";

    /// <summary>Full paths of the weight files, in the folder and its parts, ordered by name.</summary>
    /// <exception cref="HippogriffException">A folder cannot be read.</exception>
    public IReadOnlyList<string> WeightFiles
    {
        get
        {
            if (IsFile)
                return [Path];
            try
            {
                return
                [
                    .. new[] { Path }
                        .Concat(Directory.GetDirectories(Path))
                        .SelectMany(folder => Directory.GetFiles(folder, "*.safetensors"))
                        .OrderBy(
                            file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'),
                            StringComparer.Ordinal
                        ),
                ];
            }
            catch (Exception error) when (RegularFile.IsOfReading(error))
            {
                throw new HippogriffException(
                    $"The folder '{Path}' cannot be read: {error.Message.TrimEnd('.')}.",
                    error
                );
            }
        }
    }

    /// <summary>
    /// First ten hex digits of the SHA-256 of the concatenated files. For a single file this is the hash that other
    /// programs show. Remembered until the files change, that of large files across runs of the program.
    /// </summary>
    /// <param name="files">Full paths.</param>
    /// <param name="read">Receives the bytes of each piece read, at most a megabyte, or of all together if the hash is
    /// cached. Its exceptions stop the reading.</param>
    public static string HashOf(IReadOnlyList<string> files, Action<long>? read = null) =>
        FileHash.OfUser.Of(files, read);

    private string Inside(string relative)
    {
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, relative));
        return full.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new HippogriffException(
                $"{Quoted.Name(relative)} leads out of the folder of the model '{Name}'.",
                FaultKind.DamagedFile
            );
    }
}
