using System.Globalization;
using System.Security.Cryptography;
using Hippogriff.Files;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>The result of a restore.</summary>
/// <param name="Folder">The studio's folder.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Created">When the backup was made.</param>
/// <param name="SetAside">New path of the previous folder; null if there was none.</param>
public sealed record RestoreReport(string Folder, int Files, DateTimeOffset Created, string? SetAside);

/// <summary>
/// Restores a backup into a new or empty folder. Checks the backup, unpacks it next to the folder, and verifies each
/// file's hash and the database. Only then is the folder renamed, so that it is complete or absent.
/// </summary>
public static class StudioRestore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Runs the restore.</summary>
    /// <param name="backup">A zip or folder of <see cref="StudioBackup"/>.</param>
    /// <param name="path">The new studio folder.</param>
    /// <param name="setAside">Whether an existing studio is renamed; otherwise it is refused.</param>
    /// <param name="now">The current time.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="stop">Stops it; nothing is left behind.</param>
    /// <exception cref="HippogriffException">The backup is damaged or has a newer version, or the folder is not empty
    /// or cannot be written.</exception>
    public static RestoreReport Run(
        string backup,
        string path,
        bool setAside,
        DateTimeOffset now,
        IProgress<double>? progress = null,
        CancellationToken stop = default
    )
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        using BackupSource source = new(backup);
        bool there = RequireRoom(full, path, setAside);
        try
        {
            using NewFolder folder = new(full, OwnerOnly);
            RequireSpace(source.Manifest, folder.Path);
            Unpack(source, folder.Path, progress, stop);
            RequireDatabase(folder.Path);
            if (!File.Exists(Path.Combine(folder.Path, StudioMark.FileName)))
                StudioMark.Put(folder.Path);
            string? old = there ? MoveAside(full, path, now) : null;
            folder.Keep();
            return new RestoreReport(path, source.Manifest.Files.Count, source.Manifest.Created, old);
        }
        catch (InvalidDataException error)
        {
            throw source.Damaged(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Explain(path, error);
        }
    }

    /// <returns>Whether an existing studio must be set aside.</returns>
    private static bool RequireRoom(string full, string path, bool setAside)
    {
        if (File.Exists(full))
            throw new HippogriffException($"'{path}' is a file; --studio names a new or an empty " + $"folder.");
        if (!Directory.Exists(full) || !Directory.EnumerateFileSystemEntries(full).Any())
            return false;
        if (StudioMark.Of(full) is not (FolderOwner.Studio or FolderOwner.UnmarkedStudio))
            throw new HippogriffException(
                $"'{path}' is not empty and is not a studio's folder, so it is left alone; "
                    + $"choose a new folder with --studio."
            );
        if (!setAside)
            throw new HippogriffException(
                $"A studio lies in '{path}'; choose a new folder with --studio, or "
                    + $"move that one aside with --set-aside."
            );
        if (DataFolder.IsHeld(full))
            throw new HippogriffException($"A studio works in '{path}'; stop it first.", FaultKind.Busy);
        return true;
    }

    private static void RequireSpace(BackupManifest manifest, string folder)
    {
        Int128 needed = manifest.Files.Aggregate(Int128.Zero, (sum, file) => sum + file.Bytes);
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (needed > free)
            throw new DiskFullException(
                $"The backup needs {needed >> 20} MB, and {free >> 20} MB are "
                    + $"free there; free some space, or choose another place with --studio."
            );
    }

    private static void Unpack(BackupSource source, string folder, IProgress<double>? progress, CancellationToken stop)
    {
        double all = Math.Max(1, source.Manifest.Files.Sum(file => (double)file.Bytes)),
            done = 0;
        byte[] part = new byte[1 << 16];
        foreach (BackupFile file in source.Manifest.Files)
        {
            string path = Path.Combine(folder, file.Name.Replace('/', Path.DirectorySeparatorChar));
            FolderFlush.Create(Path.GetDirectoryName(path)!, OwnerOnly);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long left = file.Bytes;
            using (Stream from = source.Open(file))
            using (FileStream to = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                for (int read; (read = from.Read(part)) > 0; done += read)
                {
                    stop.ThrowIfCancellationRequested();
                    if ((left -= read) < 0)
                        throw source.Damaged(file, "is longer than it says");
                    hash.AppendData(part, 0, read);
                    to.Write(part, 0, read);
                    progress?.Report(done / all);
                }
                to.Flush(flushToDisk: true);
            }
            if (left != 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
                throw source.Damaged(file, "is not what was backed up");
            File.SetLastWriteTimeUtc(path, source.WrittenAt(file));
        }
    }

    private static void RequireDatabase(string folder)
    {
        string path = Path.Combine(folder, StudioDatabase.FileName);
        if (!File.Exists(path))
            throw new HippogriffException(
                $"The backup holds no {StudioDatabase.FileName}, so it is not a backup of a studio.",
                FaultKind.DamagedFile
            );
        try
        {
            using SqliteConnection connection = new(
                StudioDatabase.Connect(path, SqliteOpenMode.ReadOnly, pooling: false)
            );
            connection.Open();
            Migrations.RequireKnown(connection, StudioDatabase.FileName);
            if (DatabaseHealth.Check(connection, most: 1) is [var said, ..])
                throw new HippogriffException(
                    $"The database of the backup is damaged ({said.TrimEnd('.')}); nothing " + $"was restored.",
                    FaultKind.DamagedFile
                );
        }
        catch (SqliteException error)
        {
            throw new HippogriffException(
                $"The database of the backup is damaged ({error.Message.TrimEnd('.')}); " + $"nothing was restored.",
                error,
                FaultKind.DamagedFile
            );
        }
    }

    private static string MoveAside(string full, string path, DateTimeOffset now)
    {
        string old = $"{full}-{now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture)}",
            free = old;
        for (int again = 2; Path.Exists(free); again++)
            free = string.Create(CultureInfo.InvariantCulture, $"{old}-{again}");
        try
        {
            Directory.Move(full, free);
            return free;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException(
                $"'{path}' cannot be moved aside ({error.Message.TrimEnd('.')}); choose a "
                    + $"new folder with --studio.",
                error
            );
        }
    }
}
