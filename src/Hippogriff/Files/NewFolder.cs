namespace Hippogriff.Files;

/// <summary>
/// A folder that appears atomically. It is filled under a temporary name next to its place (that of a
/// <see cref="TemporaryFile"/>) and then renamed. Disposing it before <see cref="Keep"/> deletes it. Folders left by
/// processes that have ended are removed when a new one begins in the same place.
/// </summary>
public sealed class NewFolder : IDisposable
{
    private const string HeldFile = ".held",
        Any = ".hippogriff-*.partial";
    private readonly string _target;
    private readonly FileStream _held;

    /// <param name="target">The final path; its parent is created if it does not exist.</param>
    /// <param name="rights">Permissions; null for the default.</param>
    public NewFolder(string target, UnixFileMode? rights = null)
    {
        _target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        string above =
            System.IO.Path.GetDirectoryName(_target)
            ?? throw new IOException($"'{target}' has no place to " + $"be made in.");
        FolderFlush.Create(above);
        Path = System.IO.Path.Combine(above, TemporaryFile.NewName(Environment.ProcessId));
        RemoveLeft(above);
        FolderFlush.Create(Path, rights);
        _held = new FileStream(
            System.IO.Path.Combine(Path, HeldFile),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 1,
            FileOptions.DeleteOnClose
        );
        TemporaryFile.Begin(Path);
    }

    /// <summary>The temporary path, to fill.</summary>
    public string Path { get; }

    /// <summary>Moves it to its final path, which may be an empty folder.</summary>
    /// <exception cref="IOException">The final path is occupied.</exception>
    public void Keep()
    {
        _held.Dispose(); // which deletes it
        if (Directory.Exists(_target))
            Directory.Delete(_target); // nothing but an empty one is deleted
        Directory.Move(Path, _target);
        FolderFlush.Flush(System.IO.Path.GetDirectoryName(_target)!);
    }

    /// <summary>Deletes what was written, unless it was kept.</summary>
    public void Dispose()
    {
        _held.Dispose();
        try
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // it is swept later
        TemporaryFile.End(Path);
    }

    private static void RemoveLeft(string above)
    {
        try
        {
            foreach (
                string left in Directory.EnumerateDirectories(above, Any).Where(TemporaryFile.IsOfDeadProcess).ToArray()
            )
                RemoveUnlessHeld(left);
        }
        // a new folder must not fail because of this
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    private static void RemoveUnlessHeld(string left)
    {
        string held = System.IO.Path.Combine(left, HeldFile);
        try
        {
            if (File.Exists(held))
                using (new FileStream(held, FileMode.Open, FileAccess.Write, FileShare.None)) { }
            Directory.Delete(left, recursive: true);
        }
        // held, or not ours to delete: the others go all the same
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }
}
