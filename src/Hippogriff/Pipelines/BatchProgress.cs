namespace Hippogriff.Pipelines;

/// <summary>Counts steps continuously over the batches of a request.</summary>
internal sealed class BatchProgress(IProgress<GenerationProgress> inner, int batch, int batches)
    : IProgress<GenerationProgress>
{
    /// <summary>For one of the batches, the first is 0; null if nobody listens.</summary>
    public static BatchProgress? Of(IProgress<GenerationProgress>? inner, int batch, int batches) =>
        inner is null ? null : new BatchProgress(inner, batch, batches);

    public void Report(GenerationProgress value) =>
        inner.Report(value with { Step = batch * value.Steps + value.Step, Steps = batches * value.Steps });
}
