using Hippogriff.Training;
using Hippogriff.Training.Loop;

namespace Hippogriff.Studio.Trainings;

/// <summary>A point of a loss curve.</summary>
/// <param name="Step">Finished steps of the stage.</param>
/// <param name="Loss">Smoothed loss.</param>
public readonly record struct LossPoint(long Step, double Loss);

/// <summary>
/// The loss of one stage for a plot, thinned to at most <see cref="Most"/> evenly spaced points. Not thread-safe.
/// </summary>
internal sealed class LossHistory
{
    /// <summary>Maximum number of points, about the pixels of a plot.</summary>
    public const int Most = 600;

    private readonly List<LossPoint> _points = [];
    private long _every = 1;

    /// <summary>The points, in order.</summary>
    public IReadOnlyList<LossPoint> Points => [.. _points];

    /// <summary>The recorded loss of a stage (<see cref="TrainingFolder.Curve"/>).</summary>
    public static LossHistory Of(IEnumerable<LossRow> rows)
    {
        LossHistory history = new();
        foreach (LossRow row in rows)
            history.Add(row.Step, row.SmoothLoss);
        return history;
    }

    /// <summary>
    /// Adds a step. An earlier step removes all later ones, because a resumed run repeats lost steps.
    /// </summary>
    public void Add(long step, double loss)
    {
        if (_points.Count > 0 && _points[^1].Step >= step)
            _points.RemoveAll(point => point.Step >= step);
        if (_points.Count > 0 && step < _points[^1].Step + _every)
            return;
        _points.Add(new LossPoint(step, loss));
        if (_points.Count < Most)
            return;
        _every = Math.Max(_every * 2, 2 * (_points[^1].Step - _points[0].Step) / Most);
        LossPoint[] kept = [.. _points.Where((_, i) => i % 2 == 0)];
        _points.Clear();
        _points.AddRange(kept);
    }
}
