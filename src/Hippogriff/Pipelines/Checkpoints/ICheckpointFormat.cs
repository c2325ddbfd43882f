namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// A kind of checkpoint: it says whether a folder or file is one, and what is in it. A new kind is one class, and one
/// entry in a <see cref="CheckpointRegistry"/>.
/// </summary>
public interface ICheckpointFormat
{
    /// <summary>What such a checkpoint is called in messages, for example "Hippogriff".</summary>
    string Name { get; }

    /// <summary>
    /// Whether this is one, by what its small files or the names and shapes of its header say: never by the name of a
    /// file or its size. Asked of every folder and file that is looked at, so it reads no weights.
    /// </summary>
    bool Matches(CheckpointSource source);

    /// <summary>What the checkpoint is; reads small files and headers, and makes no tensor.</summary>
    /// <exception cref="HippogriffException">A part is missing or damaged; the message names it.</exception>
    ModelDefinition Read(CheckpointSource source);
}
