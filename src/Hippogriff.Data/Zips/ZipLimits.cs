namespace Hippogriff.Data.Zips;

/// <summary>Limits for a zip of pictures, checked before anything is written.</summary>
public sealed record ZipLimits
{
    /// <summary>Limits for a local zip file.</summary>
    public static ZipLimits OwnFile { get; } =
        new()
        {
            Bytes = 64L << 30,
            Entries = 200_000,
            FileBytes = 256L << 20,
            UnpackedBytes = 64L << 30,
        };

    /// <summary>Bytes of the zip itself.</summary>
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Number of files and folders.</summary>
    public int Entries { get; init; } = 50_000;

    /// <summary>Bytes of one unpacked file.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of all unpacked files.</summary>
    public long UnpackedBytes { get; init; } = 4L << 30;

    /// <summary>Maximum compression ratio of a file above one megabyte.</summary>
    public int Ratio { get; init; } = 100;
}
