using Hippogriff.Data.Zips;

namespace Hippogriff.Studio.Trainings;

/// <summary>What trainings and their data may take; more is refused in a sentence.</summary>
public sealed class TrainingLimits
{
    /// <summary>Minutes of a run.</summary>
    public double Minutes { get; set; } = 100_000;

    /// <summary>An uploaded zip.</summary>
    public ZipLimits Zip { get; set; } = new();

    /// <summary>Zips that are received at once.</summary>
    public int Uploads { get; set; } = 4;

    /// <summary>How long a zip may take to arrive.</summary>
    public TimeSpan UploadTime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Bytes of all uploaded datasets together.</summary>
    public long DatasetsBytes { get; set; } = 16L << 30;
}
