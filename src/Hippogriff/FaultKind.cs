namespace Hippogriff;

/// <summary>
/// What sort of thing is wrong, for programs that decide by it; the sentence for people is the exception's message.
/// </summary>
public enum FaultKind
{
    /// <summary>
    /// What was asked for cannot be done: a number out of range, two options that exclude each other.
    /// </summary>
    InvalidRequest,

    /// <summary>A file, folder, model or other thing that was named is not there.</summary>
    NotFound,

    /// <summary>
    /// A file is there and cannot be understood: cut short, not of its format, with numbers that cannot be.
    /// </summary>
    DamagedFile,

    /// <summary>
    /// Two things are fine each and do not go together: a LoRA and another model, a checkpoint and another recipe.
    /// </summary>
    Incompatible,

    /// <summary>
    /// The machine does not give what is needed: the disk is full, memory is short, a file may not be read or written.
    /// </summary>
    Resource,

    /// <summary>Somebody else uses it at the moment; the same request may succeed later.</summary>
    Busy,
}
