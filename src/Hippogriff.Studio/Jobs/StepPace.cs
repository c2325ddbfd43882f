using System.Collections.Concurrent;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Estimates the duration of jobs from earlier ones: seconds per step and pixel of each model, with most weight on
/// recent jobs. Thread-safe.
/// </summary>
internal sealed class StepPace
{
    private const double Memory = 0.7;
    private readonly ConcurrentDictionary<string, double> _seconds = new();

    /// <summary>Records the duration of a job.</summary>
    public void Learn(string model, GenerationSettings settings, int pictures, TimeSpan time)
    {
        double seconds = time.TotalSeconds / Work(settings.Steps, settings.Width, settings.Height, pictures);
        _seconds.AddOrUpdate(model, seconds, (_, old) => old * Memory + seconds * (1 - Memory));
    }

    /// <summary>
    /// Estimated duration of a job. Null if the model has drawn nothing yet, or for a job of an earlier version, which
    /// did not resolve defaults.
    /// </summary>
    public TimeSpan? Estimate(JobRequest order) =>
        order is { Steps: { } steps, Width: { } width, Height: { } height }
        && _seconds.TryGetValue(order.Model ?? "", out double seconds)
            ? TimeSpan.FromSeconds(seconds * Work(steps, width, height, order.Count))
            : null;

    /// <summary>
    /// Steps times pixels. Small pictures cost more a pixel, which does not matter while a model draws mostly one size.
    /// </summary>
    private static double Work(int steps, int width, int height, int pictures) =>
        (double)steps * pictures * width * height;
}
