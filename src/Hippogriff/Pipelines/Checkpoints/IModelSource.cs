using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// Where a program finds its models by name: those that there are, what each is like, and opening one. The studio asks
/// nothing else for models, so a program or a test may give it others than those in folders. Thread-safe.
/// </summary>
public interface IModelSource
{
    /// <summary>All models, the default first; damaged ones too. Names are unique. May be empty.</summary>
    IReadOnlyList<ListedModel> List();

    /// <summary>The model with this name, which is never taken as a path; null: the default model.</summary>
    /// <exception cref="HippogriffException">There is none; the message lists those found.</exception>
    ListedModel Find(string? name = null);

    /// <summary>The properties of a model, without its weights.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    ModelFacts Facts(ListedModel model);

    /// <summary>
    /// Which LoRAs fit a model only in part, a sentence each, from the headers of files alone. A source that cannot say
    /// it before the model is loaded says nothing.
    /// </summary>
    /// <param name="model">One that this source listed or found.</param>
    /// <param name="loras">Files of LoRAs.</param>
    /// <exception cref="HippogriffException">A LoRA is damaged or for another model.</exception>
    IReadOnlyList<string> FitsOf(ListedModel model, IReadOnlyList<LoraChoice> loras) => [];

    /// <summary>The words of a model, without its weights; null if it has no list of words.</summary>
    /// <param name="model">One that this source listed or found.</param>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    ModelWords? WordsOf(ListedModel model) => null;

    /// <summary>The tokenizer of a model whose prompts CLIP reads, without its weights; null for others.</summary>
    /// <param name="model">One that this source listed or found.</param>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    ClipTokenizer? TokenizerOf(ListedModel model) => null;

    /// <summary>Words of embeddings that stand for vectors in a model's prompts; none for most models.</summary>
    /// <param name="model">One that this source listed or found.</param>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    IReadOnlyList<EmbeddingTrigger> EmbeddingsOf(ListedModel model) => [];

    /// <summary>The hash of a model's weights, first ten hex digits.</summary>
    /// <exception cref="HippogriffException">A file cannot be read.</exception>
    Task<string> HashAsync(ListedModel model, CancellationToken cancellationToken = default);

    /// <summary>Loads a model. The caller owns the pipeline.</summary>
    /// <param name="model">One that this source listed or found.</param>
    /// <param name="options">Device, type, threads, progress; null for float32 on the CPU.</param>
    /// <param name="cancellationToken">Cancels loading, and frees what was loaded.</param>
    /// <exception cref="HippogriffException">The model cannot be loaded; the message says why.</exception>
    Task<DiffusionPipeline> OpenAsync(
        ListedModel model,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>A model of an <see cref="IModelSource"/>.</summary>
/// <param name="Name">Its name.</param>
public sealed record ListedModel(string Name)
{
    /// <summary>Its folder or single file; null for a model that is neither.</summary>
    public ModelFolder? Files { get; init; }

    /// <summary>Whether it is used where no model is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>When one of its files last changed; 1970 for a model without files.</summary>
    /// <exception cref="HippogriffException">The folder cannot be read.</exception>
    public DateTimeOffset Changed =>
        Files is null
            ? DateTimeOffset.UnixEpoch
            : new DateTimeOffset(Files.WeightFiles.Append(Files.MainFile).Max(File.GetLastWriteTimeUtc));
}
