namespace Hippogriff.Data.Zips;

/// <summary>
/// A folder for temporary files that goes even where its process is killed. Beside it a record is kept, in a folder of
/// this user: it names the folder and is held open as long as the process lives, and the operating system lets go of it
/// however the process ends. Who makes the next folder removes those whose records nobody holds. Records lie with the
/// user and not with the temporary files, where others may write too, since what a record names is deleted.
/// </summary>
internal sealed class UnpackedFolder : IDisposable
{
    private const string Prefix = "hippogriff-",
        RecordEnding = ".folder";
    private const int LongestPath = 4_096;
    private readonly FileStream? _record;

    private UnpackedFolder(string path, FileStream? record) => (Path, _record) = (path, record);

    /// <summary>The folder; nobody can guess its name, and only its owner can open it.</summary>
    public string Path { get; }

    /// <summary>
    /// Where records lie: with the user's own data, but those of tests in a folder of theirs. Null where the user has
    /// no place for data.
    /// </summary>
    internal static string? Records { get; set; } = Default();

    /// <summary>Makes one, and removes those that killed processes left.</summary>
    /// <param name="records">Where records lie; null: <see cref="Records"/>. Where none can be written there, a folder
    /// is only removed by <see cref="Dispose"/>.</param>
    public static UnpackedFolder Create(string? records = null)
    {
        records ??= Records;
        if (records is not null)
            RemoveLeft(records);
        string path = Directory.CreateTempSubdirectory(Prefix).FullName;
        return new UnpackedFolder(path, records is null ? null : Record(records, path));
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        Remove(Path);
        _record?.Dispose(); // which deletes it
    }

    private static string? Default() =>
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        )
            is { Length: > 0 } own
            ? System.IO.Path.Combine(own, "hippogriff", "unpacked")
            : null;

    private static FileStream? Record(string records, string path)
    {
        try
        {
            Directory.CreateDirectory(records);
            FileStream record = new(
                System.IO.Path.Combine(records, System.IO.Path.GetFileName(path) + RecordEnding),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
            record.Write(System.Text.Encoding.UTF8.GetBytes(path));
            record.Flush(flushToDisk: true);
            return record;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // no home, or one that is read only: nothing that a run may fail of
        }
    }

    private static void RemoveLeft(string records)
    {
        try
        {
            foreach (string record in Directory.EnumerateFiles(records, Prefix + "*" + RecordEnding))
                RemoveIfLeft(record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // there are none yet
    }

    private static void RemoveIfLeft(string record)
    {
        try
        {
            // a record that is held cannot be opened so
            using FileStream left = new(record, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (left.Length > LongestPath)
                return;
            using StreamReader reader = new(left);
            string path = reader.ReadToEnd();
            if (
                System.IO.Path.GetFileName(path) != System.IO.Path.GetFileNameWithoutExtension(record)
                || !System.IO.Path.IsPathFullyQualified(path)
                || !Remove(path)
            )
                return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }
        File.Delete(record);
    }

    /// <returns>Whether the folder is gone.</returns>
    private static bool Remove(string path)
    {
        try
        {
            DirectoryInfo folder = new(path);
            if (folder.Exists && folder.LinkTarget is null)
                folder.Delete(recursive: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // held open by a scanner, say
        }
    }
}
