namespace Hippogriff.Files;

/// <summary>
/// Writes whole files or nothing: into a <see cref="TemporaryFile"/> of the same folder, flushed to the disk, then
/// renamed over the target,
/// which the file system does in one piece, and the folder flushed as well: what was written is there after a power
/// cut. A process killed
/// half-way leaves the old file as it was. Of two that write one file at once, the one that ends last wins, whole.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>; makes the folder where it
    /// is missing.
    /// </summary>
    /// <exception cref="DiskFullException">The disk is full. Nothing is left behind.</exception>
    /// <exception cref="HippogriffException">The folder cannot be written. Nothing is left behind.</exception>
    public static void Write(string path, Action<FileStream> write) => Put(path, write, replace: true);

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>
    /// The same under a name that is free: what has it, a file, folder or link, stays as it is. Of any number of
    /// programs that want one
    /// name at the same moment, one gets it.
    /// </summary>
    /// <returns>False where the name is taken; nothing was written then.</returns>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    public static bool TryWriteNew(string path, Action<FileStream> write) => Put(path, write, replace: false);

    /// <inheritdoc cref="TryWriteNew(string, Action{FileStream})"/>
    public static bool TryWriteNew(string path, byte[] bytes) => TryWriteNew(path, stream => stream.Write(bytes));

    /// <summary>One sentence for a write that failed.</summary>
    /// <param name="path">The file as the caller named it.</param>
    /// <param name="error">What the system said.</param>
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

    /// <summary>
    /// Whether a file of this name is one that is being written, or was left by a process that is no more.
    /// </summary>
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

/// <summary>The disk is full: what was asked for can be done when there is room again.</summary>
public class DiskFullException : HippogriffException
{
    /// <param name="message">One sentence.</param>
    public DiskFullException(string message)
        : base(message, FaultKind.Resource) { }

    /// <param name="message">One sentence.</param>
    /// <param name="inner">What was caught.</param>
    public DiskFullException(string message, Exception inner)
        : base(message, inner, FaultKind.Resource) { }
}
