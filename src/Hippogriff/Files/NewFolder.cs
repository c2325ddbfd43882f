namespace Hippogriff.Files;

/// <summary>
/// A folder that appears whole or not at all: it is filled under a temporary name beside its place (that of a <see
/// cref="TemporaryFile"/>), then
/// renamed. Goes when it is let go of without its name. Those of processes that are no more go when a later one begins
/// a folder in the same place.
/// </summary>
public sealed class NewFolder : IDisposable
{
    private const string HeldFile = ".held",
        Any = ".hippogriff-*.partial";
    private readonly string _target;
    private readonly FileStream _held;

    /// <param name="target">Where it will lie; the folder above is made where it is missing.</param>
    /// <param name="rights">Its rights; null for the usual ones.</param>
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

    /// <summary>Where it is filled.</summary>
    public string Path { get; }

    /// <summary>Gives it its name. What lies there may be an empty folder.</summary>
    /// <exception cref="IOException">Something lies there.</exception>
    public void Keep()
    {
        _held.Dispose(); // which deletes it
        if (Directory.Exists(_target))
            Directory.Delete(_target); // nothing but an empty one is deleted
        Directory.Move(Path, _target);
        FolderFlush.Flush(System.IO.Path.GetDirectoryName(_target)!);
    }

    /// <summary>Removes what was written, where it got no name.</summary>
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
        // nothing that a new folder may fail of
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    private static void RemoveUnlessHeld(string left)
    {
        string held = System.IO.Path.Combine(left, HeldFile);
        if (File.Exists(held))
            using (new FileStream(held, FileMode.Open, FileAccess.Write, FileShare.None)) { }
        Directory.Delete(left, recursive: true);
    }
}
