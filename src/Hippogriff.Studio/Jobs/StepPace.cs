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
        double seconds = time.TotalSeconds / Work(settings, pictures);
        _seconds.AddOrUpdate(model, seconds, (_, old) => old * Memory + seconds * (1 - Memory));
    }

    /// <summary>How long a job will take; null if the model has drawn nothing yet.</summary>
    public TimeSpan? Estimate(string model, GenerationSettings settings, int pictures) =>
        _seconds.TryGetValue(model, out double seconds)
            ? TimeSpan.FromSeconds(seconds * Work(settings, pictures))
            : null;

    /// <summary>
    /// Steps times pixels. Small pictures cost more a pixel, which does not matter while a model draws mostly one size.
    /// </summary>
    private static double Work(GenerationSettings settings, int pictures) =>
        (double)settings.Steps * pictures * settings.Width * settings.Height;
}
