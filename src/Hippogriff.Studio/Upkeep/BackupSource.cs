using System.IO.Compression;
using Hippogriff.Data.Zips;
using Hippogriff.Files;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Upkeep;

/// <summary>
/// Reads a backup, a zip or a folder. It is untrusted: names, lengths and hashes are checked against each other.
/// </summary>
internal sealed class BackupSource : IDisposable
{
    private const int MostEntries = 2_000_000,
        LinkKind = 0xA000,
        KindOfFile = 0xF000,
        MostRatio = 100;
    private const long Small = 1 << 20;
    private readonly string _path,
        _called;
    private readonly FileStream? _file;
    private readonly ZipArchive? _zip;

    /// <exception cref="HippogriffException">It does not exist or is damaged.</exception>
    public BackupSource(string path)
    {
        (_path, _called) = (path, $"The backup '{path}'");
        try
        {
            if (!Directory.Exists(path))
            {
                if (!File.Exists(path))
                    throw new HippogriffException($"There is not a backup '{path}'.", FaultKind.NotFound);
                _file = RegularFile.Open(path);
                ZipDirectory.Check(_file, MostEntries, _called);
                _zip = new ZipArchive(_file, ZipArchiveMode.Read, leaveOpen: true);
            }
            Manifest = ReadManifest();
            Check();
        }
        catch (Exception error)
        {
            Dispose();
            if (error is HippogriffException)
                throw;
            if (error is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
                throw Damaged(error);
            throw;
        }
    }

    /// <summary>The manifest of the backup.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Opens a file; its actual length may differ from the manifest's.</summary>
    public Stream Open(BackupFile file) =>
        _zip is null ? RegularFile.Open(Path.Combine(_path, file.Name)) : _zip.GetEntry(file.Name)!.Open();

    /// <summary>Last write time of a file. Zips store no time zone; ours are in UTC.</summary>
    public DateTime WrittenAt(BackupFile file) =>
        _zip is null
            ? File.GetLastWriteTimeUtc(Path.Combine(_path, file.Name))
            : DateTime.SpecifyKind(_zip.GetEntry(file.Name)!.LastWriteTime.DateTime, DateTimeKind.Utc);

    /// <summary>The exception for an unusable backup.</summary>
    public HippogriffException Damaged(Exception error) =>
        new(
            $"{_called} is damaged or cannot be read: " + $"{error.Message.TrimEnd('.')}.",
            error,
            FaultKind.DamagedFile
        );

    /// <summary>The exception for a wrong file in it.</summary>
    public HippogriffException Damaged(BackupFile file, string how) =>
        new($"{_called} is damaged: " + $"{Quoted.Name(file.Name)} {how}.", FaultKind.DamagedFile);

    public void Dispose()
    {
        _zip?.Dispose();
        _file?.Dispose();
    }

    private BackupManifest ReadManifest()
    {
        if (_zip is null)
        {
            string file = Path.Combine(_path, BackupManifest.FileName);
            if (!File.Exists(file))
                throw NoBackup();
            if (new FileInfo(file).Length > BackupManifest.MostBytes)
                throw new InvalidDataException("its list is too long");
            using FileStream listed = RegularFile.Open(file);
            return BackupManifest.Read(listed, _called);
        }
        ZipArchiveEntry entry = _zip.GetEntry(BackupManifest.FileName) ?? throw NoBackup();
        if (entry.Length > BackupManifest.MostBytes)
            throw new InvalidDataException("its list is too long");
        using Stream packed = entry.Open();
        using MemoryStream bytes = new(Part(packed, entry.Length)); // no more than it says
        return BackupManifest.Read(bytes, _called);
    }

    /// <summary>
    /// Checks that all listed files exist as regular files with their lengths, and that a zip has no others.
    /// </summary>
    private void Check()
    {
        if (_zip is null)
        {
            foreach (BackupFile file in Manifest.Files)
                if (
                    new FileInfo(Path.Combine(_path, file.Name)) is not { Exists: true, LinkTarget: null } there
                    || there.Length != file.Bytes
                )
                    throw Damaged(file, "is missing, or not as long as it was");
            return;
        }
        Dictionary<string, long> listed = Manifest.Files.ToDictionary(
            file => file.Name,
            file => file.Bytes,
            StringComparer.Ordinal
        );
        HashSet<string> seen = [];
        foreach (ZipArchiveEntry entry in _zip.Entries.Where(entry => entry.FullName != BackupManifest.FileName))
        {
            if (!listed.TryGetValue(entry.FullName, out long bytes) || !seen.Add(entry.FullName))
                throw new HippogriffException(
                    $"{_called} holds {Quoted.Name(entry.FullName)}, which its list does "
                        + $"not name, or names once; it is not a backup of a studio, or was changed.",
                    FaultKind.DamagedFile
                );
            BackupFile file = new(entry.FullName, bytes, "");
            if (entry.Length != bytes)
                throw Damaged(file, $"has {Counted.Of(entry.Length, "byte")} and not {bytes}");
            if ((entry.ExternalAttributes >> 16 & KindOfFile) == LinkKind || entry.IsEncrypted)
                throw Damaged(file, "is a link, or locked with a password");
            if (entry.Length > Small && entry.Length / Math.Max(1, entry.CompressedLength) > MostRatio)
                throw Damaged(file, $"is unpacked more than {MostRatio} times as large as packed");
        }
        if (Manifest.Files.FirstOrDefault(file => !seen.Contains(file.Name)) is { } missing)
            throw Damaged(missing, "is missing");
    }

    private HippogriffException NoBackup() =>
        new(
            $"{_called} holds no {BackupManifest.FileName}, so it is not a backup "
                + $"that hippogriff studio backup made, or one that was broken off.",
            FaultKind.DamagedFile
        );

    private static byte[] Part(Stream stream, long length)
    {
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
