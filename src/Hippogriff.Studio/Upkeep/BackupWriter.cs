using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Storage;
using Hippogriff.Weights;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>Writes a backup of a studio's files with hashes, and verifies it.</summary>
internal sealed class BackupWriter(
    string studio,
    string database,
    DateTimeOffset now,
    IProgress<double>? progress,
    CancellationToken stop
)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // of a zip
    private static readonly DateTimeOffset s_oldest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero),
        s_newest = new(2107, 12, 31, 0, 0, 0, TimeSpan.Zero);
    private readonly List<BackupFile> _files = [];
    private readonly List<string> _remarks = [];
    private long _all,
        _done;

    /// <summary>The written files.</summary>
    public IReadOnlyList<BackupFile> Files => _files;

    /// <summary>Remarks on missing files.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Fills a folder that already has the database.</summary>
    public void WriteFolder(string folder)
    {
        foreach (string name in Names())
            if (name != StudioDatabase.FileName)
                Copy(name, (from, written) => CopyTo(from, written, Path.Combine(folder, name)));
        Mend();
        using (FileStream copy = File.OpenRead(database))
            _files.Add(new BackupFile(StudioDatabase.FileName, copy.Length, Hash(copy)));
        foreach (BackupFile file in _files)
            using (FileStream written = File.OpenRead(Path.Combine(folder, file.Name)))
                RequireSame(file, written);
        AtomicFile.Write(Path.Combine(folder, BackupManifest.FileName), Manifest());
    }

    /// <summary>Writes a zip without compression, because pictures are compressed already.</summary>
    public void WriteZip(FileStream stream)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in Names())
                if (name != StudioDatabase.FileName)
                    Copy(name, (from, written) => AddTo(zip, name, from, written));
            Mend();
            using (FileStream copy = File.OpenRead(database))
                _files.Add(AddTo(zip, StudioDatabase.FileName, copy, now.UtcDateTime));
            using Stream manifest = zip.CreateEntry(BackupManifest.FileName, CompressionLevel.NoCompression).Open();
            manifest.Write(Manifest());
        }
        stream.Flush(flushToDisk: true);
        stream.Position = 0;
        using ZipArchive again = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (BackupFile file in _files)
            using (Stream written = again.GetEntry(file.Name)!.Open())
                RequireSame(file, written);
    }

    /// <summary>Files of the studio by name. Links are followed only for the studio's own folders.</summary>
    private string[] Names()
    {
        EnumerationOptions all = new()
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        List<string> names =
        [
            .. Directory
                .EnumerateFiles(studio)
                .Where(file => new FileInfo(file).LinkTarget is null || Path.GetFileName(file) == "keys.json"),
        ];
        foreach (string folder in Directory.EnumerateDirectories(studio))
            names.AddRange(Directory.EnumerateFiles(folder, "*", all));
        string[] kept =
        [
            .. names
                .Select(file => Path.GetRelativePath(studio, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(IsKept)
                .Order(StringComparer.Ordinal),
        ];
        _all =
            2 * kept.Sum(name => new FileInfo(Path.Combine(studio, name)) is { Exists: true } file ? file.Length : 0);
        return kept;
    }

    private static bool IsKept(string name)
    {
        string file = name[(name.LastIndexOf('/') + 1)..];
        return name is not ("studio.lock" or StudioDatabase.FileName or BackupManifest.FileName)
            && !StudioDatabase.Companions.Contains(name)
            && !name.Split('/').Any(AtomicFile.IsTemporary)
            && !StudioMark.IsClutter(file);
    }

    /// <summary>Copies one file; skips files deleted meanwhile, such as checkpoints.</summary>
    private void Copy(string name, Func<FileStream, DateTime, BackupFile> write)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            string path = Path.Combine(studio, name);
            using FileStream from = new(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                1 << 16
            );
            _files.Add(write(from, File.GetLastWriteTimeUtc(path)) with { Name = name });
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException) { }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException && !FileFault.IsDiskFull(error))
        {
            _remarks.Add($"{Quoted.Name(name)} is not in the backup: {error.Message.TrimEnd('.')}.");
        }
    }

    private BackupFile CopyTo(FileStream from, DateTime written, string path)
    {
        FolderFlush.Create(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        BackupFile file;
        using (FileStream to = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            file = Pour(from, to);
            to.Flush(flushToDisk: true);
        }
        File.SetLastWriteTimeUtc(path, written);
        return file;
    }

    private BackupFile AddTo(ZipArchive zip, string name, FileStream from, DateTime written)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime =
            new DateTimeOffset(written) is var at && at < s_oldest ? s_oldest
            : at > s_newest ? s_newest
            : at;
        using Stream to = entry.Open();
        return Pour(from, to) with { Name = name };
    }

    private BackupFile Pour(FileStream from, Stream to)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[1 << 16];
        long bytes = 0;
        for (int read; (read = from.Read(part)) > 0; bytes += read)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(part, 0, read);
            to.Write(part, 0, read);
            Tell(read);
        }
        return new BackupFile("", bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private void RequireSame(BackupFile file, Stream written)
    {
        if (Hash(written) != file.Sha256)
            throw new HippogriffException(
                $"The backup is not what was written: "
                    + $"{Quoted.Name(file.Name)} reads otherwise. The disk may be failing; nothing was kept.",
                FaultKind.Resource
            );
    }

    private string Hash(Stream stream)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[1 << 16];
        for (int read; (read = stream.Read(part)) > 0; Tell(read))
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(part, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Removes pictures from the copied database that were permanently deleted during the copy; reports other missing
    /// ones.
    /// </summary>
    private void Mend()
    {
        HashSet<string> there = [.. _files.Select(file => file.Name)];
        using SqliteConnection copy = new(StudioDatabase.Connect(database, SqliteOpenMode.ReadWrite, pooling: false));
        copy.Open();
        foreach (
            (long id, bool thrown) in copy.Rows(
                    "SELECT id, deleted IS NOT NULL FROM picture",
                    row => (row.GetInt64(0), row.GetBoolean(1))
                )
                .Where(row => !there.Contains($"{PictureFiles.Pictures}/{row.Item1}.png"))
        )
        {
            if (thrown)
                copy.Run("DELETE FROM picture WHERE id = $id", ("$id", id));
            else
                _remarks.Add(
                    $"Picture {id} has no file, so the backup has none either; hippogriff studio check says "
                        + $"what else is wrong."
                );
        }
    }

    private byte[] Manifest() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new BackupManifest(BackupManifest.Newest, $"hippogriff {Infotext.ProgramVersion}", now, _files),
            StudioJson.Options
        );

    private void Tell(int bytes)
    {
        _done += bytes;
        if (_all > 0)
            progress?.Report(Math.Min(1, (double)_done / _all));
    }
}
