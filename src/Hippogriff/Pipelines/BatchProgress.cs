namespace Hippogriff.Pipelines;

/// <summary>
/// Counts steps continuously over the batches of a request, and ends a batch that a listener skips
/// (<see cref="GenerationProgress.Skip"/>).
/// </summary>
internal sealed class BatchProgress(IProgress<GenerationProgress> inner, int batch, int batches)
    : IProgress<GenerationProgress>
{
    private int _thread; // that reports; 0 between reports
    private bool _skipped;

    /// <summary>For one of the batches, the first is 0; null if nobody listens.</summary>
    public static BatchProgress? Of(IProgress<GenerationProgress>? inner, int batch, int batches) =>
        inner is null ? null : new BatchProgress(inner, batch, batches);

    /// <exception cref="BatchSkippedException">The batch is to end.</exception>
    public void Report(GenerationProgress value)
    {
        _thread = Environment.CurrentManagedThreadId;
        inner.Report(
            value with
            {
                Step = batch * value.Steps + value.Step,
                Steps = batches * value.Steps,
                Skipping = Skip,
            }
        );
        _thread = 0;
        if (_skipped)
            throw new BatchSkippedException();
    }

    private void Skip() => _skipped |= Environment.CurrentManagedThreadId == _thread;
}

/// <summary>A listener skipped the batch that is drawn.</summary>
internal sealed class BatchSkippedException() : Exception("The batch was skipped.");
