using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// The kinds of checkpoints that are understood. Lists, facts, memory and loading all go through it. A program adds a
/// kind of its own with <see cref="Register"/>. Safe to use from several threads.
/// </summary>
public sealed class CheckpointRegistry
{
    private readonly Lock _gate = new();
    private ICheckpointFormat[] _formats = [new HippogriffFolder()];

    /// <summary>The registry that pipelines, the command line and the studio look into.</summary>
    public static CheckpointRegistry Default { get; } = new();

    /// <summary>All kinds, in the order in which they are asked.</summary>
    public IReadOnlyList<ICheckpointFormat> Formats => _formats;

    /// <summary>Adds a kind; it is asked before those that are there.</summary>
    /// <exception cref="ArgumentException">A kind of that name is there.</exception>
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
    /// The models that lie where models lie (<see cref="ModelLibrary.Default"/>), single files of a known kind among
    /// them.
    /// </summary>
    public ModelLibrary Library() => ModelLibrary.Default() with { Accepts = path => Knows(CheckpointSource.At(path)) };

    /// <summary>Whether this is a checkpoint that can be run; false where it is damaged.</summary>
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

    /// <summary>What a checkpoint is.</summary>
    /// <exception cref="HippogriffException">It is of another kind, which the message names, or a part is missing or
    /// damaged.</exception>
    public ModelDefinition Read(CheckpointSource source)
    {
        if (_formats.FirstOrDefault(format => format.Matches(source)) is { } format)
            return format.Read(source);
        if (!source.IsFile)
            source.Model.FileAt(ModelFolder.IndexFile); // said as what is missing, where it is
        string? kind = source.PipelineClass;
        throw new HippogriffException(
            $"The model {source.Name} is {(kind is null ? "of an unknown kind" : $"a {Quoted.Name(kind)}")}; this "
                + $"version runs {Listed()} models.",
            FaultKind.DamagedFile
        );
    }

    private string Listed() => string.Join(", ", _formats.Select(format => format.Name));
}
