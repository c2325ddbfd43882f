namespace Hippogriff.Studio.Trainings;

/// <summary>What trainings and their data may take; more is refused in a sentence.</summary>
public sealed class TrainingLimits
{
    /// <summary>Minutes of a run.</summary>
    public double Minutes { get; set; } = 100_000;

    /// <summary>Bytes of an uploaded zip.</summary>
    public long ZipBytes { get; set; } = 1L << 30;

    /// <summary>Files and folders in a zip.</summary>
    public int ZipEntries { get; set; } = 50_000;

    /// <summary>Bytes of one unpacked file.</summary>
    public long FileBytes { get; set; } = 64L << 20;

    /// <summary>Bytes of all unpacked files of a zip.</summary>
    public long UnpackedBytes { get; set; } = 4L << 30;

    /// <summary>How many times larger than packed a file above a megabyte may be.</summary>
    public int Ratio { get; set; } = 100;

    /// <summary>Bytes of all uploaded datasets together.</summary>
    public long DatasetsBytes { get; set; } = 16L << 30;
}
