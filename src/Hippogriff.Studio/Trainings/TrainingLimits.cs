using Hippogriff.Training.Data;

namespace Hippogriff.Studio.Trainings;

/// <summary>What trainings and their data may take; more is refused in a sentence.</summary>
public sealed class TrainingLimits
{
    /// <summary>Minutes of a run.</summary>
    public double Minutes { get; set; } = 100_000;

    /// <summary>An uploaded zip.</summary>
    public ZipLimits Zip { get; set; } = new();

    /// <summary>Bytes of all uploaded datasets together.</summary>
    public long DatasetsBytes { get; set; } = 16L << 30;
}
