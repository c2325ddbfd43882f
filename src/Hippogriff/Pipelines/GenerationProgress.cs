using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// One finished step of a running generation. It may be kept and read on any thread: it holds no tensor.
/// </summary>
/// <param name="Step">1-based.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Sigma">Noise level after the step.</param>
public sealed record GenerationProgress(int Step, int Steps, double Sigma)
{
    /// <summary>Where the preview comes from; null where there is none.</summary>
    internal StepPreview? Source { get; init; }

    /// <summary>
    /// The clean guess of the first picture of the batch. Where <see cref="GenerationRequest.PreviewEvery"/> had it
    /// decoded, it is there at any time and on any thread. Otherwise it is decoded by this call, which works during the
    /// report and on the thread that reports; afterwards, and elsewhere, it is null. The <see cref="Progress{T}"/> of
    /// .NET hands reports to another thread, so with it only decoded previews are seen.
    /// </summary>
    public RgbImage? Preview() => Source?.Get();
}

/// <summary>
/// A preview that is decoded when it is asked for, as long as its step lasts, on the thread that owns the device; what
/// was decoded stays.
/// </summary>
/// <param name="decode">Decodes it; let go of when the step ends, and with it the tensor.</param>
internal sealed class StepPreview(Func<RgbImage> decode)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile Func<RgbImage>? _decode = decode;
    private volatile RgbImage? _picture;

    /// <summary>The picture; null where it is not decoded and this is not the time or the thread for it.</summary>
    public RgbImage? Get()
    {
        if (_picture is { } there)
            return there;
        if (Environment.CurrentManagedThreadId != _thread || _decode is not { } decode)
            return null; // Close is called on this thread too
        return _picture = decode();
    }

    /// <summary>The step has ended: what is not decoded now never will be.</summary>
    public void Close() => _decode = null;
}
