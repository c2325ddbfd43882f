namespace Hippogriff.Training.Runs;

/// <summary>Length of a run; exactly one of the two is set.</summary>
public sealed record TrainingLength(long? Steps, double? Minutes)
{
    /// <summary>Splits the length into a share and the rest, with at least one step each.</summary>
    internal (TrainingLength First, TrainingLength Second) Split(double share)
    {
        long? first = Steps is { } steps ? Math.Max(1, (long)Math.Round(steps * share)) : null;
        return (
            new(first, Minutes * share),
            new(Steps is { } all ? Math.Max(1, all - first!.Value) : null, Minutes * (1 - share))
        );
    }
}
