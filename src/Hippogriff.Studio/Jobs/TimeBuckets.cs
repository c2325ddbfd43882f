namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Bounds of the histograms of times, in seconds. Without them every time would fall into the first of OpenTelemetry's
/// buckets, which are made for milliseconds.
/// </summary>
internal static class TimeBuckets
{
    /// <summary>
    /// Of jobs: the bounds that OpenTelemetry's conventions for generative AI name, and further doublings to an hour.
    /// </summary>
    public static IReadOnlyList<double> OfJobs { get; } =
    [
        0.01,
        0.02,
        0.04,
        0.08,
        0.16,
        0.32,
        0.64,
        1.28,
        2.56,
        5.12,
        10.24,
        20.48,
        40.96,
        81.92,
        163.84,
        327.68,
        655.36,
        1310.72,
        2621.44,
    ];

    /// <summary>Of sampling steps: a small model takes milliseconds, a large one half a minute.</summary>
    public static IReadOnlyList<double> OfSteps { get; } =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

    /// <summary>Of waits in the queue, which may last an hour.</summary>
    public static IReadOnlyList<double> OfWaits { get; } =
    [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
}
