using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// One finished step of a running generation. Holds no tensor, so it may be kept and read on any thread.
/// </summary>
/// <param name="Step">1-based.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Sigma">Noise level after the step.</param>
public sealed record GenerationProgress(int Step, int Steps, double Sigma)
{
    /// <summary>Source of the preview; null if there is none.</summary>
    internal StepPreview? Source { get; init; }

    /// <summary>Source of the noisy picture; null if there is none.</summary>
    internal StepPreview? NoisySource { get; init; }

    /// <summary>Ends the batch; null where the request is drawn in one call that cannot leave pictures out.</summary>
    internal Action? Skipping { get; init; }

    /// <summary>
    /// Ends the drawing of this batch after the report. Its pictures are left out, and the next batch begins; see
    /// <see cref="GenerationRequest.BatchSize"/>. Works only during the report and on the reporting thread; later and
    /// on other threads it does nothing. .NET's <see cref="Progress{T}"/> reports on another thread.
    /// </summary>
    public void Skip() => Skipping?.Invoke();

    /// <summary>
    /// The clean guess of the first picture of the batch. If it was decoded by
    /// <see cref="GenerationRequest.PreviewEvery"/>, it is available at any time on any thread. Otherwise this call
    /// decodes it, which works only during the report and on the reporting thread; later and on other threads it is
    /// null. .NET's <see cref="Progress{T}"/> reports on another thread, so it sees decoded previews only.
    /// </summary>
    public RgbImage? Preview() => Source?.Get();

    /// <summary>
    /// What the sampler holds of the first picture of the batch: the noisy picture, decoded like <see cref="Preview"/>
    /// and in the same size. Available only during the report and on the reporting thread; null otherwise.
    /// </summary>
    public RgbImage? Noisy() => NoisySource?.Get();
}

/// <summary>
/// A preview that is decoded on demand during its step, on the thread that owns the device. A decoded preview is kept.
/// </summary>
/// <param name="decode">Decodes it; released with its tensor when the step ends.</param>
internal sealed class StepPreview(Func<RgbImage> decode)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile Func<RgbImage>? _decode = decode;
    private volatile RgbImage? _picture;

    /// <summary>The picture; null if it is not decoded and cannot be decoded now or on this thread.</summary>
    public RgbImage? Get()
    {
        if (_picture is { } there)
            return there;
        if (Environment.CurrentManagedThreadId != _thread || _decode is not { } decode)
            return null; // Close is called on this thread too
        return _picture = decode();
    }

    /// <summary>Ends the step: it can no longer be decoded.</summary>
    public void Close() => _decode = null;
}
