using System.Security.Cryptography;

namespace Hippogriff.Hub.Transfer;

/// <summary>
/// A file that is being fetched: what is there is hashed when it is opened, and what comes is appended. Only one
/// process has it open. Disposing it leaves it, so that the next run goes on from there.
/// </summary>
internal sealed class IncompleteFile : IDisposable
{
    /// <summary>Ending of its name; other tools leave such files alone.</summary>
    public const string Ending = ".hippogriff.incomplete";

    private readonly FileStream _stream;
    private readonly ContentHash _hash;
    private readonly long _size;
    private IncrementalHash _computed;

    private IncompleteFile(FileStream stream, ContentHash hash, long size) =>
        (_stream, _hash, _size, _computed) = (stream, hash, size, hash.Begin(size));

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Whether some of it was there when it was opened.</summary>
    public bool WasThere { get; private set; }

    /// <summary>Opens it, or begins a new one.</summary>
    /// <param name="path">Its full path; the folder exists.</param>
    /// <param name="hash">The hash of the whole.</param>
    /// <param name="size">The size of the whole in bytes.</param>
    /// <param name="cancellationToken">Stops the hashing.</param>
    /// <exception cref="IOException">Another process has it open, or the disk failed.</exception>
    public static IncompleteFile Open(string path, ContentHash hash, long size, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).LinkTarget is not null)
            File.Delete(path); // somebody put a link there; what it leads to is not ours
        IncompleteFile file = new(
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0),
            hash,
            size
        );
        try
        {
            file.ReadWhatIsThere(cancellationToken);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether it has the announced size.</summary>
    public bool IsWhole => Length == _size;

    /// <summary>Whether it is whole and its content is what was announced.</summary>
    public bool IsRight => IsWhole && _hash.Is(_computed);

    /// <summary>Appends bytes; they must fit.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // What is written counts even where the run ends here: not stopped in the middle of a piece.
        cancellationToken.ThrowIfCancellationRequested();
        await _stream.WriteAsync(bytes, CancellationToken.None);
        _computed.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Bytes that still fit.</summary>
    public long Left => _size - Length;

    /// <summary>Throws away what is there.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        _computed.Dispose();
        _computed = _hash.Begin(_size);
        Length = 0;
        WasThere = false;
    }

    /// <summary>Flushes it to the disk, closes it, and gives it its name.</summary>
    public void Finish(string path)
    {
        _stream.Flush(flushToDisk: true);
        string own = _stream.Name;
        _stream.Dispose();
        File.Move(own, path, overwrite: true);
        Files.FolderFlush.Flush(Path.GetDirectoryName(path)!);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _computed.Dispose();
    }

    private void ReadWhatIsThere(CancellationToken cancellationToken)
    {
        if (_stream.Length > _size)
            _stream.SetLength(0);
        byte[] piece = new byte[1 << 20];
        for (int length; (length = _stream.Read(piece)) > 0; Length += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _computed.AppendData(piece, 0, length);
        }
        WasThere = Length > 0;
    }
}
