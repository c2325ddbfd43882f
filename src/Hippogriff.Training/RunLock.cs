namespace Hippogriff.Training;

/// <summary>Holds a run's folder, so that no second program writes its checkpoints into it. The operating system lets go when a process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _held;

    private RunLock(FileStream held) => _held = held;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="HippogriffException">Another program trains in it, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, "run.lock");
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException error)
        {
            throw new HippogriffException($"Another program trains in '{folder}'; wait for it, stop it, or choose another folder.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new HippogriffException($"'{folder}' could not be written, because this user may not write in it; choose another folder.", error);
        }
    }

    public void Dispose() => _held.Dispose();
}
