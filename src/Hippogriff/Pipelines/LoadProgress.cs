namespace Hippogriff.Pipelines;

/// <summary>Progress of loading a model.</summary>
/// <param name="Part">The current part: "text_encoder", "denoiser" or "vae"; "hash" while the weights are read again
/// for the model's hash.</param>
/// <param name="Bytes">Bytes of weight files read so far, in all parts.</param>
/// <param name="TotalBytes">Total bytes to read: each weight file is read twice, for its weights and for the
/// hash.</param>
public sealed record LoadProgress(string Part, long Bytes, long TotalBytes);

/// <summary>Counts bytes read, and throws between two pieces if loading was cancelled.</summary>
internal sealed class LoadCount(long total, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
{
    private long _bytes;

    /// <summary>Completes the count, including headers and unread tensors.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Finish(string part) => Add(part, total);

    /// <summary>Adds a piece of a part.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(string part, long bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _bytes = Math.Min(total, _bytes + bytes);
        progress?.Report(new LoadProgress(part, _bytes, total));
    }
}
