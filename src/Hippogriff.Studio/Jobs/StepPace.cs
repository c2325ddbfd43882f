using System.Collections.Concurrent;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// How long jobs take, learned from those that were drawn: seconds a step and pixel for each model, the latest counting
/// most. Safe for any thread.
/// </summary>
internal sealed class StepPace
{
    private const double Memory = 0.7;
    private readonly ConcurrentDictionary<string, double> _seconds = new();

    /// <summary>A job of these settings and so many pictures took so long.</summary>
    public void Learn(string model, GenerationSettings settings, int pictures, TimeSpan time)
    {
        double seconds = time.TotalSeconds / Work(settings.Steps, settings.Width, settings.Height, pictures);
        _seconds.AddOrUpdate(model, seconds, (_, old) => old * Memory + seconds * (1 - Memory));
    }

    /// <summary>
    /// How long a job will take; null where the model has drawn nothing yet, or where the job was written down by an
    /// earlier version, which left the model's defaults open.
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
