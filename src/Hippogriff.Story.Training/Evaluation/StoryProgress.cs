namespace Hippogriff.Story.Training.Evaluation;

/// <summary>Tells how far the parts of an evaluation are, and stops them.</summary>
/// <param name="progress">Receives the current measurement and the share done.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class StoryProgress(Action<string, double>? progress, CancellationToken cancellationToken)
{
    /// <summary>Stops the evaluation.</summary>
    public CancellationToken Token => cancellationToken;

    /// <summary>Receives the share done of one measurement, and ends it where the evaluation was stopped.</summary>
    public Action<double> Of(string what) =>
        share =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(what, share);
        };
}
