namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's folder, held by one server at a time: two would draw the same jobs. The operating system lets go when a process ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _held;

    /// <summary>Takes the folder; makes it where it is missing.</summary>
    /// <exception cref="HippogriffException">Another server holds it, or it cannot be written.</exception>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // prompts and pictures are private
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"'{path}' cannot be the studio's folder: {error.Message.TrimEnd('.')}.", error);
        }
        try
        {
            _held = new FileStream(In("studio.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1);
        }
        catch (IOException error)
        {
            throw new HippogriffException($"Another studio works in '{path}'; stop it, or choose another folder with --data.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new HippogriffException($"'{path}' could not be written, because this user may not write in it; choose another folder with --data.", error);
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Full path of a name inside.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _held.Dispose();
}
