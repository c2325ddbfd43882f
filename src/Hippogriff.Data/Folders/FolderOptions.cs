namespace Hippogriff.Data.Folders;

/// <summary>How the pictures of a folder are taken.</summary>
public record FolderOptions
{
    /// <summary>False to ignore captions: all pictures have empty ones.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>
    /// Null crops to squares; a number crops to the nearest of <see cref="Examples.AspectBuckets"/> with sides that are
    /// multiples of it. Scenes of sprites are always squares.
    /// </summary>
    public int? Buckets { get; init; }

    /// <summary>
    /// True flips every second picture horizontally, alternating per epoch. For scenes, the world decides it.
    /// </summary>
    public bool Mirror { get; init; }

    /// <summary>Most bytes of decoded pictures that are kept.</summary>
    internal long KeptBytes { get; init; } = 256L * 1024 * 1024;
}
