namespace Hippogriff.Files;

/// <summary>
/// Writes whole files or nothing: into <c>PATH.partial</c> in the same folder, flushed to the disk, then renamed over the target, which
/// the file system does in one piece. A process killed half-way leaves the old file as it was, and a .partial that the next write replaces.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes what <paramref name="write"/> puts into the stream to <paramref name="path"/>; makes the folder where it is missing.</summary>
    /// <exception cref="HippogriffException">The disk is full, the folder cannot be written, or another process writes the same file. Nothing is left behind.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0')) throw new HippogriffException("A file to write needs a name that is not empty.");
        string full = Path.GetFullPath(path);
        string partial = full + ".partial";
        bool opened = false;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (Directory.Exists(full)) throw new HippogriffException($"'{path}' is a folder, so no file of that name can be written.");
            using (FileStream stream = new(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                opened = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception error)
        {
            if (opened) TryDelete(partial);
            if (error is IOException or UnauthorizedAccessException) throw new HippogriffException(Explain(path, error), error);
            throw;
        }
    }

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>.</summary>
    /// <inheritdoc cref="Write(string, Action{FileStream})"/>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>One sentence for a failed write.</summary>
    private static string Explain(string path, Exception error) => error switch
    {
        _ when FileFault.IsDiskFull(error) => $"The disk is full, so '{path}' could not be written; free some space or choose another folder.",
        UnauthorizedAccessException => $"'{path}' could not be written, because this user may not write in its folder; choose another folder.",
        _ => $"'{path}' could not be written: {error.Message.TrimEnd('.')}.",
    };

    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // the first error is the one to tell
    }
}
