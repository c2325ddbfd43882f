namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>
/// A received body: in memory while it is small, then in a file that is deleted even if the process is killed.
/// </summary>
/// <param name="count">Receives the number of bytes added, and negative numbers for bytes released.</param>
internal sealed class ReceivedBody(Action<long> count) : IDisposable
{
    private Stream _bytes = new MemoryStream();
    private bool _disposed;

    /// <summary>Received bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The processing slot for it; null for small bodies.</summary>
    public IDisposable? Turn { get; set; }

    /// <summary>Appends received bytes.</summary>
    /// <exception cref="HippogriffException">The disk is full.</exception>
    public async Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            if (Length + bytes.Length > BodySpool.Small && _bytes is MemoryStream small)
                _bytes = await ToFileAsync(small, cancellationToken).ConfigureAwait(false);
            await _bytes.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                "The request could not be kept while it arrived; the disk for temporary files may be full.",
                error
            );
        }
        Length += bytes.Length;
        count(bytes.Length);
    }

    /// <summary>The whole body from its beginning.</summary>
    public Stream Rewound()
    {
        _bytes.Position = 0;
        return _bytes;
    }

    /// <summary>The whole body in memory.</summary>
    public async Task<byte[]> ToArrayAsync(CancellationToken cancellationToken)
    {
        byte[] all = new byte[Length];
        await Rewound().ReadExactlyAsync(all, cancellationToken).ConfigureAwait(false);
        return all;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _bytes.Dispose();
        count(-Length);
        Turn?.Dispose();
    }

    private static async Task<FileStream> ToFileAsync(MemoryStream small, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"hippogriff-{Guid.NewGuid():N}.part");
        FileStreamOptions how = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
            how.Options |= FileOptions.DeleteOnClose;
        else
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file = new(path, how);
        if (!OperatingSystem.IsWindows())
            File.Delete(path); // it lives on without a name, and ends with the process
        small.Position = 0;
        await small.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        small.Dispose();
        return file;
    }
}
