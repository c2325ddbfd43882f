namespace Hippogriff.Studio.Jobs;

/// <summary>
/// What is taken from a picture while many of a class wait: fewer steps, so that each has a first picture soon. Only
/// where nobody asked for a number of steps.
/// </summary>
internal static class Crowd
{
    /// <summary>So many people who wait are a crowd.</summary>
    public const int People = 8;

    private const int FewestSteps = 4;
    private const double Share = 5.0 / 8; // of the model's own number: 5 of the 8 of first-fast

    /// <summary>The order, with fewer steps in a crowd.</summary>
    /// <param name="order">The order with its steps resolved.</param>
    /// <param name="waiting">The jobs that wait.</param>
    public static JobRequest Hurried(JobRequest order, IReadOnlyList<QueuedJob> waiting) =>
        order.Steps is { } steps && waiting.DistinctBy(entry => entry.Job.Owner).Count() >= People
            ? order with
            {
                Steps = Math.Min(steps, Math.Max(FewestSteps, (int)(steps * Share))),
            }
            : order;
}
