namespace Hippogriff.Pipelines;

/// <summary>How far the loading of a model is.</summary>
/// <param name="Part">What is read: "text_encoder", "denoiser", "vae"; "hash" while the weights are read once more for
/// the model's hash.</param>
/// <param name="Bytes">Bytes of weight files read so far, in all parts.</param>
/// <param name="TotalBytes">Bytes to read in all: each weight file is read twice, for its weights and for the
/// hash.</param>
public sealed record LoadProgress(string Part, long Bytes, long TotalBytes);

/// <summary>Counts what is read of a model, and stops between two pieces where it was cancelled.</summary>
internal sealed class LoadCount(long total, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
{
    private long _bytes;

    /// <summary>All is read: what headers and unread tensors take is counted as well.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Finish(string part) => Add(part, total);

    /// <summary>One more piece of a part is read.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(string part, long bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _bytes = Math.Min(total, _bytes + bytes);
        progress?.Report(new LoadProgress(part, _bytes, total));
    }
}
