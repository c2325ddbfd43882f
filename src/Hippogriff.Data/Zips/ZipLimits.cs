namespace Hippogriff.Data.Zips;

/// <summary>What a zip of pictures may take; more is refused before anything is written.</summary>
public sealed record ZipLimits
{
    /// <summary>For a zip of one's own, on one's own disk.</summary>
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

    /// <summary>Files and folders in it.</summary>
    public int Entries { get; init; } = 50_000;

    /// <summary>Bytes of one unpacked file.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of all unpacked files.</summary>
    public long UnpackedBytes { get; init; } = 4L << 30;

    /// <summary>How many times larger than packed a file above a megabyte may be.</summary>
    public int Ratio { get; init; } = 100;
}
