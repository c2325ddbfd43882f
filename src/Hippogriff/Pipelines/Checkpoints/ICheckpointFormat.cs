namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// A checkpoint format: recognises a folder or file and reads its definition. A new format needs one class, and one
/// entry in a <see cref="CheckpointRegistry"/>.
/// </summary>
public interface ICheckpointFormat
{
    /// <summary>Name of the format in messages, for example "Hippogriff".</summary>
    string Name { get; }

    /// <summary>
    /// Whether a checkpoint has this format, by the content of small files or by the names and shapes in its header.
    /// File names and sizes do not count. Called for every folder and file, so it must not read weights.
    /// </summary>
    bool Matches(CheckpointSource source);

    /// <summary>Whether its models take <see cref="CheckpointChoices"/>; those of our own are whole.</summary>
    bool TakesChoices => true;

    /// <summary>Reads the definition from small files and headers, without tensors.</summary>
    /// <exception cref="HippogriffException">A part is missing or damaged; the message names it.</exception>
    ModelDefinition Read(CheckpointSource source);
}
