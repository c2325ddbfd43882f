using System.Collections.Concurrent;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Estimates the duration of jobs from finished ones: seconds per step and pixel for each model, weighted to recent
/// jobs. Thread-safe.
/// </summary>
internal sealed class StepPace
{
    private const double Memory = 0.7;
    private readonly ConcurrentDictionary<string, double> _seconds = new();

    /// <summary>Adds the duration of a job with these settings and number of pictures.</summary>
    public void Learn(string model, GenerationSettings settings, int pictures, TimeSpan time)
    {
        double seconds = time.TotalSeconds / Work(settings, pictures);
        _seconds.AddOrUpdate(model, seconds, (_, old) => old * Memory + seconds * (1 - Memory));
    }

    /// <summary>Estimated duration of a job; null if the model has drawn nothing yet.</summary>
    public TimeSpan? Estimate(string model, GenerationSettings settings, int pictures) =>
        _seconds.TryGetValue(model, out double seconds)
            ? TimeSpan.FromSeconds(seconds * Work(settings, pictures))
            : null;

    /// <summary>
    /// Steps times pixels. Small pictures cost more per pixel, which does not matter if a model draws mostly one size.
    /// </summary>
    private static double Work(GenerationSettings settings, int pictures) =>
        (double)settings.Steps * pictures * settings.Width * settings.Height;
}
