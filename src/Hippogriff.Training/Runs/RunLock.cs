namespace Hippogriff.Training.Runs;

/// <summary>
/// Locks a run's folder, so that no second program writes checkpoints into it. The operating system releases the lock
/// when the process ends for any reason.
/// </summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _path;

    private RunLock(FileStream held, string path) => (_held, _path) = (held, path);

    /// <summary>Locks the folder.</summary>
    /// <exception cref="HippogriffException">Another program trains in it, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, "run.lock");
        try
        {
            return new RunLock(
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1),
                path
            );
        }
        catch (IOException error)
        {
            throw new HippogriffException(
                $"Another program trains in '{folder}'; wait for it, stop it, or choose another folder.",
                error
            );
        }
        catch (UnauthorizedAccessException error)
        {
            throw new HippogriffException(
                $"'{folder}' could not be written, because this user may not write in it; choose another folder.",
                error
            );
        }
    }

    /// <summary>Refuses a folder for a new run that is not empty.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    /// <param name="of">What the run makes: "the LoRA".</param>
    /// <exception cref="HippogriffException">It is not empty.</exception>
    public static void RequireEmpty(string folder, string of)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new HippogriffException($"'{folder}' is not empty; choose another folder for {of}.");
    }

    /// <summary>Releases the folder. A lock file with content belongs to someone else and stays.</summary>
    public void Dispose()
    {
        bool ours = _held.Length == 0;
        if (ours && !OperatingSystem.IsWindows())
            File.Delete(_path); // while it is held: nobody else's goes
        _held.Dispose();
        if (ours && OperatingSystem.IsWindows())
            DeleteUnlessHeld(); // which deletes no file that is open
    }

    private void DeleteUnlessHeld()
    {
        try
        {
            File.Delete(_path);
        }
        // another run has taken it
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }
}
