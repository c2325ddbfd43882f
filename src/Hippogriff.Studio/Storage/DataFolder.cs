using Hippogriff.Files;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's folder, locked by one server at a time, because two would draw the same jobs. The operating system
/// releases the lock when the process ends for any reason. Only a studio's folder or an empty one is accepted. A new
/// folder is accessible to its owner only; an existing one keeps its permissions.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockFile = "studio.lock";

    // prompts and pictures are private
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _held;
    private readonly DateTime _opened;

    /// <summary>Locks the folder; creates it if it does not exist.</summary>
    /// <exception cref="HippogriffException">It is not a studio's, is locked by another server, or cannot be
    /// written.</exception>
    public DataFolder(string path, TimeProvider? clock = null)
    {
        Path = System.IO.Path.GetFullPath(path);
        FolderOwner owner = Prepare(path);
        RequireNoOther(In(LockFile));
        _held = Hold(path, In(LockFile));
        try
        {
            clock ??= TimeProvider.System;
            _opened = clock.GetUtcNow().UtcDateTime;
            Aside = new SetAside(this, clock);
            Begin(path, owner);
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    /// <summary>Holds the file by which a second studio sees that the folder is in use.</summary>
    /// <param name="path">The folder, as it was named.</param>
    /// <param name="file">The file.</param>
    private static FileStream Hold(string path, string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1);
        }
        catch (IOException error) when (FileFault.IsBusy(error))
        {
            throw new HippogriffException(
                $"Another studio works in '{path}'; stop it, or choose another folder with " + $"--studio.",
                error,
                FaultKind.Busy
            );
        }
        catch (IOException error)
        {
            throw new HippogriffException(
                $"'{path}' cannot be the studio's folder, because nothing could be written in "
                    + $"it: {error.Message.Split(" : ")[0].TrimEnd('.')}; choose another with --studio.",
                error
            );
        }
        catch (UnauthorizedAccessException error)
        {
            throw new HippogriffException(
                $"'{path}' could not be written, because this user may not write in it; "
                    + $"choose another folder with --studio.",
                error
            );
        }
    }

    /// <summary>Sweeps what was left half-written, marks the folder, and notes who else may look into it.</summary>
    private void Begin(string path, FolderOwner owner)
    {
        TemporaryFile.Sweep(Path, _opened);
        if (owner != FolderOwner.Studio)
            StudioMark.Put(Path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ~OwnerOnly & ~UnixFileMode.StickyBit) != 0)
            Note(
                $"Other users of this machine may look into '{path}', where prompts and pictures lie; chmod 700 "
                    + $"'{path}' keeps them out."
            );
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Folder for files that the studio did not make.</summary>
    internal SetAside Aside { get; }

    /// <summary>Remarks from opening the folder, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private readonly List<string> _notes = [];

    /// <summary>Full path of a name in the folder.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Adds a remark for the operator.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>
    /// Full path of a subfolder, created if it does not exist. Deletes temporary files of a killed server in it.
    /// </summary>
    public string Make(string name)
    {
        if (File.Exists(In(name)))
            throw new HippogriffException(
                $"'{In(name)}' is a file, and a folder of the studio "
                    + $"belongs there; move it away, or choose another folder with --studio."
            );
        FolderFlush.Create(In(name), OwnerOnly);
        TemporaryFile.Sweep(In(name), _opened);
        return In(name);
    }

    /// <summary>
    /// Creates and marks a studio's folder without locking it, to prepare files before the first start.
    /// </summary>
    /// <exception cref="HippogriffException">It is not a studio's, or cannot be written.</exception>
    public static void Mark(string path)
    {
        if (Prepare(path) != FolderOwner.Studio)
            StudioMark.Put(System.IO.Path.GetFullPath(path));
    }

    /// <summary>Full path of a studio's folder.</summary>
    /// <exception cref="HippogriffException">It does not exist, or is not a studio's.</exception>
    public static string RequireStudio(string path)
    {
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            if (!Directory.Exists(full))
                throw new HippogriffException(
                    $"There is no folder '{path}'; --studio names " + $"the studio's.",
                    FaultKind.NotFound
                );
            return StudioMark.Of(full) is FolderOwner.Studio or FolderOwner.UnmarkedStudio
                ? full
                : throw new HippogriffException(
                    $"'{path}' is not a studio's folder (it has no {StudioMark.FileName}); "
                        + $"--studio names the one that hippogriff serve works in.",
                    FaultKind.NotFound
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"'{path}' cannot be looked into: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Whether a server has locked it.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using FileStream held = new(
                System.IO.Path.Combine(folder, LockFile),
                FileMode.Open,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1
            );
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException error)
        {
            return FileFault.IsBusy(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    /// <summary>Refuses a folder, a named pipe or a device in place of a studio file.</summary>
    private static void RequireNoOther(string path)
    {
        if ((Directory.Exists(path) ? "a folder" : FileNature.Strange(path)) is not { } kind)
            return;
        throw new HippogriffException(
            $"'{path}' is {kind}, and a file of the studio belongs there; move it away, "
                + $"or choose another folder with --studio."
        );
    }

    /// <summary>Creates the folder if it does not exist; refuses one that is not a studio's.</summary>
    private static FolderOwner Prepare(string path)
    {
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            if (File.Exists(full))
                throw new HippogriffException(
                    $"'{path}' is a file, so it cannot be the studio's " + $"folder; choose another with --studio."
                );
            RequireNoOther(System.IO.Path.Combine(full, StudioMark.FileName));
            FolderOwner owner = StudioMark.Of(full);
            if (owner == FolderOwner.Other)
                throw new HippogriffException(
                    $"'{path}' is not empty and is not a studio's folder: it has no {StudioMark.FileName}; choose an "
                        + "empty or a new folder with --studio."
                );
            FolderFlush.Create(full, OwnerOnly);
            return owner;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                $"'{path}' cannot be the studio's folder: {error.Message.TrimEnd('.')}.",
                error
            );
        }
    }
}
