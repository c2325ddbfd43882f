namespace Hippogriff.Data.Zips;

/// <summary>
/// A temporary folder that is deleted even if its process is killed. A record in the user's data folder names it. The
/// process holds the record open as long as it lives, and the operating system releases it however the process ends.
/// Creating a new folder deletes folders whose records are not held. Records are not kept with the temporary files,
/// where others may write, because the folder in a record is deleted.
/// </summary>
public sealed class UnpackedFolder : IDisposable
{
    private const string Prefix = "hippogriff-",
        RecordEnding = ".folder";
    private const int LongestPath = 4_096;
    private readonly FileStream? _record;

    private UnpackedFolder(string path, FileStream? record) => (Path, _record) = (path, record);

    /// <summary>The folder, with a random name and access for its owner only.</summary>
    public string Path { get; }

    /// <summary>
    /// Folder of the records, in the user's data folder; tests use their own. Null if the user has no data folder.
    /// </summary>
    internal static string? Records { get; set; } = Default();

    /// <summary>Creates a folder and deletes those left by killed processes.</summary>
    /// <param name="records">Folder of the records; null: <see cref="Records"/>. If it is not writable, only
    /// <see cref="Dispose"/> deletes the new folder.</param>
    public static UnpackedFolder Create(string? records = null)
    {
        records ??= Records;
        RemoveLeft(records);
        string path = Directory.CreateTempSubdirectory(Prefix).FullName;
        return new UnpackedFolder(path, records is null ? null : Record(records, path));
    }

    /// <summary>Deletes folders that killed processes have left.</summary>
    /// <param name="records">Folder of the records; null: <see cref="Records"/>.</param>
    public static void RemoveLeft(string? records = null)
    {
        records ??= Records;
        if (records is null)
            return;
        try
        {
            foreach (string record in Directory.EnumerateFiles(records, Prefix + "*" + RecordEnding))
                RemoveIfLeft(record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // there are none yet
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

    private static void RemoveIfLeft(string record)
    {
        try
        {
            // a record that is held cannot be opened like this
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

    /// <returns>Whether the folder was deleted.</returns>
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
