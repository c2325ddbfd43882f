using Hippogriff.Kinds;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// The supported checkpoint formats, used for lists, metadata, memory estimates and loading. A program can add its own
/// with <see cref="Register"/>. Thread-safe.
/// </summary>
public sealed class CheckpointRegistry
{
    private readonly Lock _gate = new();
    private ICheckpointFormat[] _formats = [new HippogriffFolder(), new DiffusersFolder(), new SingleFile()];

    /// <summary>The registry of pipelines, the command line and the studio.</summary>
    public static CheckpointRegistry Default { get; } = new();

    /// <summary>All formats, in order of precedence.</summary>
    public IReadOnlyList<ICheckpointFormat> Formats => _formats;

    /// <summary>Adds a format with precedence over existing ones.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Register(ICheckpointFormat format)
    {
        lock (_gate)
        {
            if (_formats.Any(known => known.Name == format.Name))
                throw new ArgumentException($"There is a kind of checkpoint called {format.Name}.", nameof(format));
            _formats = [format, .. _formats];
        }
    }

    /// <summary>
    /// The models in the model folders (<see cref="ModelLibrary.Default"/>), including single files of a known format.
    /// </summary>
    public ModelLibrary Library() => ModelLibrary.Default() with { Accepts = path => Knows(CheckpointSource.At(path)) };

    /// <summary>Whether this is a usable checkpoint; false if it is damaged.</summary>
    public bool Knows(CheckpointSource source)
    {
        try
        {
            return _formats.Any(format => format.Matches(source));
        }
        catch (HippogriffException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a single file holds the denoiser of a model, of whatever kind; <see cref="Read"/> says which.
    /// </summary>
    /// <exception cref="HippogriffException">The file is damaged.</exception>
    public static bool HoldsModel(CheckpointSource source) =>
        source.Kinds.Any(found => found.Kind.Role == FileRole.Denoiser);

    /// <summary>
    /// A source with what an operator wishes for all public checkpoints; models of our own, which take nothing, stay as
    /// they are.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="wished">What is wished.</param>
    public CheckpointSource With(CheckpointSource source, CheckpointChoices wished) =>
        wished != CheckpointChoices.None
        && _formats.FirstOrDefault(format => format.Matches(source)) is { TakesChoices: true }
            ? source with
            {
                Choices = wished,
            }
            : source;

    /// <summary>Reads the definition of a checkpoint.</summary>
    /// <exception cref="HippogriffException">It has another format, which the message names, or a part is missing or
    /// damaged.</exception>
    public ModelDefinition Read(CheckpointSource source)
    {
        if (_formats.FirstOrDefault(format => format.Matches(source)) is { } format)
            return format.Read(source);
        if (!source.IsFile)
            source.Model.FileAt(ModelFolder.IndexFile); // said as what is missing, where it is
        string what =
            source.IsFile ? KindSentence.Of(source.Kinds, Listed())
            : source.PipelineClass is { } kind ? $"a folder of {Quoted.Name(kind)}; this version runs {Listed()} models"
            : $"of an unknown kind; this version runs {Listed()} models";
        throw new HippogriffException($"The model {source.Name} is {what}.", FaultKind.Incompatible);
    }

    /// <summary>
    /// First ten hex digits of the SHA-256 of a model's weights: of the files that are loaded, see
    /// <see cref="ModelDefinition.FilesOf"/>.
    /// </summary>
    /// <exception cref="HippogriffException">The format is unknown, or a file is missing or cannot be
    /// read.</exception>
    public string HashOf(ModelFolder model) => Read(new CheckpointSource(model)).Hash(model);

    private string Listed() => string.Join(", ", _formats.Select(format => format.Name));
}
