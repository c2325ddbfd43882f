using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Kinds;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// A folder or single file that may be a checkpoint. Gives formats access to small files and headers.
/// </summary>
/// <param name="Model">Name and path.</param>
public sealed record CheckpointSource(ModelFolder Model)
{
    private JsonElement? _index;
    private IReadOnlyDictionary<string, SafetensorsEntry>? _tensors;
    private IReadOnlyList<FoundKind>? _kinds;
    private IReadOnlyDictionary<string, string> _metadata = new Dictionary<string, string>();

    /// <summary>What a user adds to the files.</summary>
    public CheckpointChoices Choices { get; init; } = CheckpointChoices.None;

    /// <summary>The checkpoint at a path.</summary>
    /// <exception cref="HippogriffException">It does not exist.</exception>
    public static CheckpointSource At(string path) => new(ModelFolder.At(path));

    /// <summary>Name of the model: the folder's, or the file's without extension.</summary>
    public string Name => Model.Name;

    /// <summary>Full path of the folder or file.</summary>
    public string Path => Model.Path;

    /// <summary>Whether it is a single file.</summary>
    public bool IsFile => Model.IsFile;

    /// <summary>Whether the folder has a file, for example "unet/config.json".</summary>
    public bool Has(string relative) => !IsFile && File.Exists(System.IO.Path.Combine(Path, relative));

    /// <summary>
    /// The pipeline class in model_index.json ("StableDiffusionPipeline"); null for a single file or if it is missing.
    /// </summary>
    /// <exception cref="HippogriffException">The index cannot be read.</exception>
    public string? PipelineClass => Has(ModelFolder.IndexFile) ? JsonText.StringOf(Index, "_class_name") : null;

    /// <summary>model_index.json.</summary>
    /// <exception cref="HippogriffException">There is none, or it cannot be read.</exception>
    public JsonElement Index => _index ??= Model.ReadJson<JsonElement>(ModelFolder.IndexFile);

    /// <summary>Names, types and shapes of a single file's tensors; empty for a folder.</summary>
    /// <exception cref="HippogriffException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => _tensors ??= Header();

    /// <summary>What a single file holds by <see cref="FileKinds"/>; empty for a folder.</summary>
    /// <exception cref="HippogriffException">The file is damaged.</exception>
    internal IReadOnlyList<FoundKind> Kinds => _kinds ??= FileKinds.Find(Tensors);

    /// <summary>What the writer of a single file says of it, by key; empty for a folder.</summary>
    /// <exception cref="HippogriffException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get
        {
            _ = Tensors;
            return _metadata;
        }
    }

    private IReadOnlyDictionary<string, SafetensorsEntry> Header()
    {
        if (!IsFile)
            return new Dictionary<string, SafetensorsEntry>();
        using SafetensorsFile file = SafetensorsFile.Open(Path);
        _metadata = file.Metadata;
        return file.ByName;
    }
}
