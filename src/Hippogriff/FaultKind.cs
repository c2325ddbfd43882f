namespace Hippogriff;

/// <summary>Kinds of errors, for programs; the exception's message is for people.</summary>
public enum FaultKind
{
    /// <summary>The request is not valid: a number out of range, or two options that exclude each other.</summary>
    InvalidRequest,

    /// <summary>A named file, folder, model or other thing does not exist.</summary>
    NotFound,

    /// <summary>A file exists but cannot be read: truncated, of another format, or with invalid numbers.</summary>
    DamagedFile,

    /// <summary>Two valid things do not match: a LoRA and another model, a checkpoint and another recipe.</summary>
    Incompatible,

    /// <summary>The machine lacks a resource: the disk is full, memory is low, or a permission is missing.</summary>
    Resource,

    /// <summary>It is in use by another process or request; a retry may succeed.</summary>
    Busy,
}
