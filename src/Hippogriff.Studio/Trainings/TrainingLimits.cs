using Hippogriff.Data.Zips;

namespace Hippogriff.Studio.Trainings;

/// <summary>Limits of trainings and their data; larger requests are refused in one sentence.</summary>
public sealed class TrainingLimits
{
    /// <summary>Minutes of a run.</summary>
    public double Minutes { get; set; } = 100_000;

    /// <summary>Limits of an uploaded zip.</summary>
    public ZipLimits Zip { get; set; } = new();

    /// <summary>Number of concurrent uploads.</summary>
    public int Uploads { get; set; } = 4;

    /// <summary>How long a zip may take to arrive.</summary>
    public TimeSpan UploadTime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Total bytes of uploaded datasets.</summary>
    public long DatasetsBytes { get; set; } = 16L << 30;
}
