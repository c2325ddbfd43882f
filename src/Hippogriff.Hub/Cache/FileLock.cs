using Hippogriff.Files;

namespace Hippogriff.Hub.Cache;

/// <summary>
/// A lock between processes: an open file that nobody else may open (flock on Linux and macOS), as the hub's own tools
/// have it. The file stays when it is given back.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until the lock is free, and takes it.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="wait">Waits between tries.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public static async Task<FileLock> TakeAsync(
        string path,
        Func<TimeSpan, CancellationToken, Task> wait,
        CancellationToken cancellationToken
    )
    {
        FolderFlush.Create(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileLock(
                    new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0)
                );
            }
            catch (IOException error) when (FileFault.IsBusy(error))
            {
                await wait(s_pause, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
