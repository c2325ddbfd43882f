namespace Hippogriff.Files;

/// <summary>
/// Writes a file atomically. The data goes to a <see cref="TemporaryFile"/> in the same folder, is flushed to disk and
/// then renamed over the target. The folder is flushed as well, so the file survives a power cut. A process killed
/// half-way leaves the old file unchanged. If two processes write the same file, the last to finish wins.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>; creates the folder if it
    /// does not exist.
    /// </summary>
    /// <exception cref="DiskFullException">The disk is full. Nothing is left behind.</exception>
    /// <exception cref="HippogriffException">The folder cannot be written. Nothing is left behind.</exception>
    public static void Write(string path, Action<FileStream> write) => Put(path, write, replace: true);

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>
    /// Writes a file only if its name is free: an existing file, folder or link stays as it is. If several programs ask
    /// for one name at the same moment, exactly one gets it.
    /// </summary>
    /// <returns>False if the name is taken; then nothing was written.</returns>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    public static bool TryWriteNew(string path, Action<FileStream> write) => Put(path, write, replace: false);

    /// <inheritdoc cref="TryWriteNew(string, Action{FileStream})"/>
    public static bool TryWriteNew(string path, byte[] bytes) => TryWriteNew(path, stream => stream.Write(bytes));

    /// <summary>The exception for a failed write, with a message of one sentence.</summary>
    /// <param name="path">The file as the caller named it.</param>
    /// <param name="error">The error of the system.</param>
    public static HippogriffException Explain(string path, Exception error) =>
        Explain(path, error, OperatingSystem.IsWindows());

    /// <inheritdoc cref="Explain(string, Exception)"/>
    internal static HippogriffException Explain(string path, Exception error, bool windows) =>
        error switch
        {
            _ when FileFault.IsDiskFull(error) => new DiskFullException(
                $"The disk is full, so '{path}' could not be " + $"written; free some space or choose another folder.",
                error
            ),
            _ when windows && FileFault.IsHeldOnWindows(error) && File.Exists(path) => new HippogriffException(
                $"'{path}' could not be replaced, because another program has it open or it is read-only; "
                    + "close it there, "
                    + "and try again.",
                error
            ),
            UnauthorizedAccessException => new HippogriffException(
                $"'{path}' could not be written, because this user may "
                    + $"not write in its folder; choose another folder.",
                error
            ),
            _ => new HippogriffException($"'{path}' could not be written: {error.Message.TrimEnd('.')}.", error),
        };

    /// <summary>Whether this is the name of a temporary file, in use or left by a process that has ended.</summary>
    public static bool IsTemporary(string name) => TemporaryFile.IsName(name);

    private static bool Put(string path, Action<FileStream> write, bool replace)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            throw new HippogriffException("A file to write needs a name that is not empty.");
        string full = Path.GetFullPath(path);
        try
        {
            if (!replace && Path.Exists(full))
                return false;
            if (Directory.Exists(full))
                throw new HippogriffException($"'{path}' is a folder, so no file of that name " + $"can be written.");
            string folder = Path.GetDirectoryName(full)!;
            FolderFlush.Create(folder);
            using TemporaryFile file = new(folder, replace ? full : null);
            write(file.Stream);
            if (!file.Name(full, replace))
                return false;
            FolderFlush.Flush(folder);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Explain(path, error);
        }
    }
}

/// <summary>The disk is full. The operation can succeed once there is room again.</summary>
public class DiskFullException : HippogriffException
{
    /// <param name="message">One sentence.</param>
    public DiskFullException(string message)
        : base(message, FaultKind.Resource) { }

    /// <param name="message">One sentence.</param>
    /// <param name="inner">The exception that was caught.</param>
    public DiskFullException(string message, Exception inner)
        : base(message, inner, FaultKind.Resource) { }
}
