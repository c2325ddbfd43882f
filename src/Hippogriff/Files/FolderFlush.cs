namespace Hippogriff.Files;

/// <summary>
/// Names in folders, kept through a power cut: a rename is on the disk only when its folder is. Windows writes its
/// names down by itself
/// and has no such call.
/// </summary>
public static class FolderFlush
{
    /// <summary>Makes a folder, and those above it that are missing.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="rights">Rights of those that are made; null for the usual ones. A folder that is there keeps its
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

    /// <summary>Has the names in a folder written to the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsWindows())
            UnixFiles.FlushFolder(folder);
    }
}
