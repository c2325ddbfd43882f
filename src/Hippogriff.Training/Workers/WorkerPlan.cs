namespace Hippogriff.Training.Workers;

/// <summary>With whom a run is trained, and how often the workers exchange what they learned.</summary>
/// <param name="Group">The processes.</param>
/// <param name="AverageEvery">
/// 1: gradients are averaged in every update, so that K workers learn as one with a batch K times as large. N: each
/// worker makes N updates by itself, then weights, moments and averages are averaged (local SGD, 1805.09767). Null for
/// what the run had before, or 1.
/// </param>
public sealed record WorkerPlan(ITrainingGroup Group, int? AverageEvery = null)
{
    /// <summary>This process alone.</summary>
    public static WorkerPlan Alone { get; } = new(new SingleProcess());

    /// <summary>Whether this process writes the files and talks to people.</summary>
    public bool IsFirst => Group.Rank == 0;

    /// <summary>Whether there are others.</summary>
    public bool IsShared => Group.Size > 1;

    /// <summary>Whether a condition holds in any process; all learn it.</summary>
    public bool Any(bool condition)
    {
        if (!IsShared)
            return condition;
        Span<double> holds = [condition ? 1 : 0];
        Group.Sum(holds);
        return holds[0] > 0;
    }

    /// <summary>The numbers of the first process, in place.</summary>
    public void OfFirst(Span<double> values)
    {
        if (!IsFirst)
            values.Clear();
        Group.Sum(values); // adding zeros is exact
    }
}
