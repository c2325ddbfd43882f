namespace Hippogriff.Files;

/// <summary>
/// Flushes folders, so that renames survive a power cut: a rename is on disk only when its folder is. Windows does this
/// by itself and has no such call.
/// </summary>
public static class FolderFlush
{
    /// <summary>Creates a folder and its missing parents.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="rights">Permissions of the created folders; null for the default. An existing folder keeps its
    /// own.</param>
    public static void Create(string folder, UnixFileMode? rights = null)
    {
        List<string> made = [];
        for (string? at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            made.Add(at);
        for (int i = made.Count - 1; i >= 0; i--)
        {
            if (rights is { } own && !OperatingSystem.IsWindows())
                Directory.CreateDirectory(made[i], own);
            else
                Directory.CreateDirectory(made[i]);
            Flush(Path.GetDirectoryName(made[i])!);
        }
    }

    /// <summary>Flushes a folder's entries to disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsWindows())
            UnixFiles.FlushFolder(folder);
    }
}
