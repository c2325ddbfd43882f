using Hippogriff.Files;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>The result of a backup.</summary>
/// <param name="Path">The zip or folder.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Bytes">Total bytes.</param>
/// <param name="Remarks">Missing parts, one sentence each; empty if it is complete.</param>
public sealed record BackupReport(string Path, int Files, long Bytes, IReadOnlyList<string> Remarks);

/// <summary>
/// Backs up a studio to a zip or a folder, also while a server runs. Copies a snapshot of the database (SQLite's online
/// backup), then the files, which are always complete. The backup is verified against its hashes before it gets its
/// final name.
/// </summary>
public static class StudioBackup
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Runs the backup.</summary>
    /// <param name="path">The studio's folder.</param>
    /// <param name="target">A new .zip, or a new or empty folder.</param>
    /// <param name="now">The current time.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="stop">Stops it; nothing is left behind.</param>
    /// <exception cref="HippogriffException">It is not a studio's folder, its database is damaged, or the target exists
    /// or cannot be written.</exception>
    public static BackupReport Run(
        string path,
        string target,
        DateTimeOffset now,
        IProgress<double>? progress = null,
        CancellationToken stop = default
    )
    {
        string studio = DataFolder.RequireStudio(path),
            full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (
            (full + Path.DirectorySeparatorChar).StartsWith(
                studio + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        )
            throw new HippogriffException($"'{target}' lies in the studio's own folder; " + $"choose a place outside.");
        bool zip = Path.GetExtension(full).Equals(".zip", StringComparison.OrdinalIgnoreCase);
        if (File.Exists(full) || Directory.Exists(full) && (zip || Directory.EnumerateFileSystemEntries(full).Any()))
            throw Taken(target);
        try
        {
            using NewFolder work = new(full, OwnerOnly | UnixFileMode.UserExecute);
            string database = Snapshot(studio, work.Path);
            BackupWriter writer = new(studio, database, now, progress, stop);
            if (!zip)
            {
                writer.WriteFolder(work.Path);
                work.Keep();
            }
            else if (!AtomicFile.TryWriteNew(full, writer.WriteZip))
                throw Taken(target);
            return new BackupReport(target, writer.Files.Count, writer.Files.Sum(file => file.Bytes), writer.Remarks);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Explain(target, error);
        }
    }

    private static HippogriffException Taken(string target) =>
        new($"'{target}' is there already; choose a new name " + $"for the backup.");

    /// <summary>A snapshot of the database in one complete file.</summary>
    private static string Snapshot(string studio, string folder)
    {
        string from = Path.Combine(studio, StudioDatabase.FileName),
            to = Path.Combine(folder, StudioDatabase.FileName);
        if (!File.Exists(from) || new FileInfo(from).Length == 0)
            throw new HippogriffException(
                "The studio has no database; hippogriff studio repair (with the same "
                    + "--studio) makes one from its pictures.",
                FaultKind.DamagedFile
            );
        try
        {
            using SqliteConnection source = new(StudioDatabase.Connect(from, SqliteOpenMode.ReadOnly, pooling: false)),
                copy = new(StudioDatabase.Connect(to, SqliteOpenMode.ReadWriteCreate, pooling: false));
            source.Open();
            Migrations.RequireKnown(source, from);
            copy.Open();
            source.BackupDatabase(copy);
            copy.Run("PRAGMA journal_mode = DELETE"); // one file and no log
            if (DatabaseHealth.Check(copy, most: 1) is [var said, ..])
                throw DatabaseHealth.Damaged(from, said);
            return to;
        }
        catch (SqliteException error)
        {
            throw StorageFault.Of(error) ?? DatabaseHealth.Damaged(from, error.Message);
        }
    }
}
