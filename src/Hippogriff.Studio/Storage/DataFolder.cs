using Hippogriff.Files;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's folder, held by one server at a time: two would draw the same jobs. The operating system lets go when a
/// process ends, however
/// it ends. Only a folder that is a studio's, or empty, is taken; one that is made is its owner's alone, and one that
/// was there keeps its rights.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "studio.lock";

    // prompts and pictures are private
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _held;
    private readonly DateTime _opened;

    /// <summary>Takes the folder; makes it if it does not exist.</summary>
    /// <exception cref="HippogriffException">It is somebody else's, another server holds it, or it cannot be
    /// written.</exception>
    public DataFolder(string path, TimeProvider? clock = null)
    {
        Path = System.IO.Path.GetFullPath(path);
        FolderOwner owner = Prepare(path);
        RequireNoOther(In(LockFile));
        try
        {
            _held = new FileStream(
                In(LockFile),
                FileMode.OpenOrCreate,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1
            );
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
        try
        {
            clock ??= TimeProvider.System;
            _opened = clock.GetUtcNow().UtcDateTime;
            Aside = new SetAside(this, clock);
            TemporaryFile.Sweep(Path, _opened);
            if (owner != FolderOwner.Studio)
                StudioMark.Put(Path);
            if (
                !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(Path) & ~OwnerOnly & ~UnixFileMode.StickyBit) != 0
            )
                Note(
                    $"Other users of this machine may look into '{path}', where prompts and pictures lie; chmod 700 "
                        + $"'{path}' keeps them out."
                );
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Where files go that the studio did not make.</summary>
    public SetAside Aside { get; }

    /// <summary>What was found and done when the folder was opened, each a sentence for a person.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private readonly List<string> _notes = [];

    /// <summary>Full path of a name inside.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Tells whoever starts the studio.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>
    /// Full path of a folder inside, made if it does not exist. What a killed server was writing in it goes, even where
    /// nothing will be written there for long.
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
    /// Makes and marks a studio's folder without holding it, for what is put there before the first start.
    /// </summary>
    /// <exception cref="HippogriffException">It is somebody else's, or cannot be written.</exception>
    public static void Mark(string path)
    {
        if (Prepare(path) != FolderOwner.Studio)
            StudioMark.Put(System.IO.Path.GetFullPath(path));
    }

    /// <summary>Full path of a folder that is a studio's.</summary>
    /// <exception cref="HippogriffException">There is none, or it is somebody else's.</exception>
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
                    $"'{path}' is no studio's folder (it has no {StudioMark.FileName}); "
                        + $"--studio names the one that hippogriff serve works in.",
                    FaultKind.NotFound
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"'{path}' cannot be looked into: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>A server works in it.</summary>
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

    public void Dispose() => _held.Dispose();

    /// <summary>Refuses a folder, a named pipe or a device that stands where a file of the studio belongs.</summary>
    private static void RequireNoOther(string path)
    {
        if ((Directory.Exists(path) ? "a folder" : FileNature.Strange(path)) is not { } kind)
            return;
        throw new HippogriffException(
            $"'{path}' is {kind}, and a file of the studio belongs there; move it away, "
                + $"or choose another folder with --studio."
        );
    }

    /// <summary>Makes the folder if it does not exist, and refuses one that is somebody else's.</summary>
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
                    $"'{path}' is not empty and is no studio's folder (it has no "
                        + $"{StudioMark.FileName}), so it is left alone; choose an empty or a new folder with --studio."
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
