using System.Globalization;
using Hippogriff.Files;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The folder <c>set-aside/DATE</c> of a studio, for files that it did not make or cannot use. Its files are never
/// overwritten, read or deleted.
/// </summary>
internal sealed class SetAside(DataFolder folder, TimeProvider clock)
{
    /// <summary>Name of the folder.</summary>
    public const string Name = "set-aside";

    private const int MostNames = 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private string? _today;

    /// <summary>The folder of this start, relative to the studio's; null if nothing was set aside.</summary>
    public string? Folder => _today is not null && Directory.Exists(folder.In(_today)) ? _today : null;

    /// <summary>The folder of this start, created if it does not exist.</summary>
    public string Begin()
    {
        FolderFlush.Create(folder.In(Today()), OwnerOnly);
        return Today();
    }

    /// <summary>Moves a file, link or folder of the studio to a safe place.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="place">Its folder in the studio, for example "pictures"; "" for the studio's own.</param>
    /// <returns>Its new path, relative to the studio's folder.</returns>
    /// <exception cref="HippogriffException">It cannot be moved.</exception>
    public string Take(string path, string place)
    {
        string name = Path.GetFileName(path),
            where = Path.Combine(Today(), place);
        try
        {
            FolderFlush.Create(folder.In(where), OwnerOnly);
            string target = Path.Combine(where, name);
            for (int again = 2; Taken(folder.In(target)); again++)
                target = Path.Combine(
                    where,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path.GetFileNameWithoutExtension(name)}-{again}{Path.GetExtension(name)}"
                    )
                );
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
                Directory.Move(path, folder.In(target));
            else
                File.Move(path, folder.In(target), overwrite: false);
            FolderFlush.Flush(folder.In(where));
            return target;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                $"{Quoted.Name(name)} of the studio's folder '{place}' cannot be moved to "
                    + $"'{Name}': {error.Message.TrimEnd('.')}.",
                error
            );
        }
    }

    /// <summary>Moves files and reports them in one sentence.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="place">As in <see cref="Take"/>.</param>
    /// <param name="why">The reason, for example "no uploads of this studio".</param>
    public void TakeAll(IReadOnlyList<string> paths, string place, string why)
    {
        if (paths.Count == 0)
            return;
        string what = place.Length == 0 ? "the studio's folder" : $"'{place}'";
        (string files, string lie) = (
            Counted.Grouped(paths.Count, paths.Any(Directory.Exists) ? "thing" : "file"),
            Counted.Noun(paths.Count, "lies", "lie")
        );
        foreach (string path in paths)
            Take(path, place);
        string names = Quoted.Few([.. paths.Select(path => Path.GetFileName(path))], MostNames);
        folder.Note($"{files} in {what}, {why}, {lie} in '{Path.Combine(Today(), place)}' of the studio now: {names}.");
    }

    /// <summary>A new folder for each start.</summary>
    private string Today()
    {
        if (_today is not null)
            return _today;
        string day = Path.Combine(Name, clock.GetUtcNow().ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture)),
            free = day;
        for (int again = 2; Taken(folder.In(free)); again++)
            free = string.Create(CultureInfo.InvariantCulture, $"{day}-{again}");
        return _today = free;
    }

    private static bool Taken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
