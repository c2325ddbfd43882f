using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// The models in the model folders (<see cref="CheckpointRegistry.Library"/>) and, after them, further ones. The
/// folders are read each time, so a model that was just written is there. The first of two with the same name counts.
/// </summary>
/// <param name="registry">The formats that are known; null for <see cref="CheckpointRegistry.Default"/>.</param>
/// <param name="defaultModel">Name or path of the default model, as the operator set it; null for that of the
/// folders.</param>
/// <param name="further">Models beside those in the model folders, asked each time; null for none.</param>
/// <param name="byName">Finds further models that are not listed; null for none.</param>
/// <param name="choices">Parts from other files for all public checkpoints; null for none. A kind and a prediction are
/// those of the default model alone.</param>
public sealed class FolderModelSource(
    CheckpointRegistry? registry = null,
    string? defaultModel = null,
    Func<IEnumerable<ModelFolder>>? further = null,
    Func<string, ModelFolder?>? byName = null,
    CheckpointChoices? choices = null
) : IModelSource
{
    private readonly CheckpointRegistry _registry = registry ?? CheckpointRegistry.Default;

    /// <inheritdoc/>
    public IReadOnlyList<ListedModel> List()
    {
        ModelLibrary library = Folders();
        IEnumerable<ModelFolder> all = library.List().Concat(further?.Invoke() ?? []);
        ModelFolder? first = DefaultOf(library);
        return
        [
            .. (first is null ? all : all.Prepend(first))
                .DistinctBy(model => model.Name)
                .Select(model => Listed(model, isDefault: model.Name == first?.Name)),
        ];
    }

    /// <inheritdoc/>
    public ListedModel Find(string? name = null)
    {
        ModelLibrary library = Folders();
        if (name is null)
            return Listed(Default(library), isDefault: true);
        if (DefaultOf(library) is { } first && first.Name == name)
            return Listed(first, isDefault: true);
        ModelFolder found =
            library.Named(name)
            ?? further?.Invoke().FirstOrDefault(model => model.Name == name)
            ?? byName?.Invoke(name)
            ?? library.FindByName(name);
        return Listed(found, isDefault: false);
    }

    /// <inheritdoc/>
    public ModelFacts Facts(ListedModel model) => DefinitionOf(model).Facts;

    /// <inheritdoc/>
    public IReadOnlyList<string> FitsOf(ListedModel model, IReadOnlyList<LoraChoice> loras) =>
        loras.Count == 0 ? [] : LoraFits.Of(DefinitionOf(model), loras);

    /// <inheritdoc/>
    public ModelWords? WordsOf(ListedModel model) => DefinitionOf(model).Words?.Invoke();

    /// <inheritdoc/>
    public ClipTokenizer? TokenizerOf(ListedModel model) => DefinitionOf(model).Tokenizer?.Invoke();

    /// <inheritdoc/>
    public IReadOnlyList<EmbeddingTrigger> EmbeddingsOf(ListedModel model) =>
        DefinitionOf(model).Embeddings?.Invoke() ?? [];

    /// <summary>The hash of a model's weights, first ten hex digits; remembered until its files change.</summary>
    /// <inheritdoc/>
    public Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                ModelFolder files = FilesOf(model);
                return DefinitionOf(model).Hash(files, _ => cancellationToken.ThrowIfCancellationRequested());
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<DiffusionPipeline> OpenAsync(
        ListedModel model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        DiffusionPipeline.LoadAsync(
            stop => CheckpointLoader.Load(FilesOf(model), _registry, Wished(model, options), stop),
            options?.Threads,
            cancellationToken
        );

    private ModelDefinition DefinitionOf(ListedModel model) => _registry.Read(SourceOf(model));

    private CheckpointSource SourceOf(ListedModel model) =>
        _registry.With(new CheckpointSource(FilesOf(model)), ChoicesFor(model));

    /// <summary>Parts may fit many models; what a file does not show of itself was said of the one that was
    /// named.</summary>
    private CheckpointChoices ChoicesFor(ListedModel model) =>
        choices is null ? CheckpointChoices.None
        : model.IsDefault ? choices
        : choices with { Kind = null, Prediction = null };

    /// <summary>The options with the choices of this source, where a call makes none itself.</summary>
    private LoadOptions? Wished(ListedModel model, LoadOptions? options) =>
        choices is null || options?.Choices is { } own && own != CheckpointChoices.None
            ? options
            : (options ?? new LoadOptions()) with
            {
                Choices = SourceOf(model).Choices,
            };

    /// <summary>The model folders as they are now, for one answer: each single file is opened at most once.</summary>
    private ModelLibrary Folders()
    {
        ModelLibrary library = _registry.Library();
        Dictionary<string, bool> judged = [];
        return library with
        {
            Accepts = path =>
                judged.TryGetValue(path, out bool accepted) ? accepted : judged[path] = library.Accepts!(path),
        };
    }

    /// <summary>The default model; a path that exists comes before a further model of that name.</summary>
    private ModelFolder Default(ModelLibrary library) =>
        defaultModel is not null && !Path.Exists(defaultModel) && byName?.Invoke(defaultModel) is { } named
            ? named
            : library.Find(defaultModel);

    private static ListedModel Listed(ModelFolder folder, bool isDefault) =>
        new(folder.Name) { Files = folder, IsDefault = isDefault };

    private static ModelFolder FilesOf(ListedModel model) =>
        model.Files
        ?? throw new ArgumentException($"{model.Name} is of another source: it has no files.", nameof(model));

    /// <summary>The default model; null if there is none, which whoever draws without a name is told.</summary>
    private ModelFolder? DefaultOf(ModelLibrary library)
    {
        try
        {
            return Default(library);
        }
        catch (HippogriffException)
        {
            return null;
        }
    }
}
