using System.IO.Compression;
using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Data.Zips;

/// <summary>
/// Unpacks pictures and captions of an untrusted zip. Names, sizes and ratios are checked before anything is written.
/// Unpacked bytes are counted during unpacking.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="called">Name of the zip in messages.</param>
public sealed class ZipImport(ZipLimits limits, string called = "The zip")
{
    private const int SymbolicLink = 0xA000,
        KindOfFile = 0xF000;
    private const long Small = 1 << 20;

    /// <summary>Unpacks into a new folder, without a single top-level folder.</summary>
    /// <param name="zip">The zip; must be seekable.</param>
    /// <param name="folder">The folder to create.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HippogriffException">It is not a zip, has something that is not allowed, or has neither
    /// pictures nor captions.</exception>
    public void Extract(Stream zip, string folder, CancellationToken cancellationToken)
    {
        if (zip.Length > limits.Bytes)
            throw new HippogriffException(
                $"{called} has {zip.Length >> 20} MB, and {limits.Bytes >> 20} MB are allowed."
            );
        ZipDirectory.Check(zip, limits.Entries, called, "; pack the pictures and their captions into a zip");
        try
        {
            using ZipArchive archive = new(zip, ZipArchiveMode.Read, leaveOpen: true);
            (string[] Parts, ZipArchiveEntry Entry)[] wanted = Wanted(archive);
            int root = CommonFolders(wanted);
            long left = limits.UnpackedBytes;
            Directory.CreateDirectory(folder);
            foreach ((string[] parts, ZipArchiveEntry entry) in wanted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                left -= Unpack(entry, Path.Combine([folder, .. parts[root..]]), Math.Min(left, limits.FileBytes));
            }
        }
        catch (InvalidDataException error)
        {
            throw new HippogriffException(
                $"{called} is damaged, or packed in a way that is not known here; pack it again without a password.",
                error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HippogriffException(
                $"{called} cannot be unpacked: "
                    + $"{error.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd('.')}"
                    + ".",
                error
            );
        }
    }

    /// <summary>The entries to unpack, after all entries were checked.</summary>
    private (string[] Parts, ZipArchiveEntry Entry)[] Wanted(ZipArchive archive)
    {
        List<(string[], ZipArchiveEntry)> wanted = [];
        HashSet<string> names = new(FileNameRules.All.Comparer);
        long bytes = 0,
            packed = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string[] parts = ZipEntryName.Parts(entry.FullName, called);
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
                continue;
            Check(entry);
            if (!ZipEntryName.IsWanted(parts))
                continue;
            bytes += entry.Length;
            if (bytes > limits.UnpackedBytes)
                throw new HippogriffException(
                    $"{called} holds more than the {limits.UnpackedBytes >> 20} MB that are allowed, unpacked."
                );
            if (!names.Add(string.Join('/', parts)))
                throw new HippogriffException(
                    $"{called} holds {Quoted.Name(entry.FullName)} twice, or in two spellings; keep one of them."
                );
            packed += entry.CompressedLength;
            wanted.Add((parts, entry));
        }
        if (bytes > Small && bytes / Math.Max(1, packed) > limits.Ratio)
            throw new HippogriffException(
                $"{called} is unpacked {bytes / Math.Max(1, packed)} times as large as packed; {limits.Ratio} "
                    + "times are allowed."
            );
        return wanted.Count > 0
            ? [.. wanted]
            : throw new HippogriffException(
                $"{called} holds no pictures and no captions; pack PNG, JPEG, WebP, GIF or BMP files with .txt files "
                    + "of the same names, or a metadata.jsonl."
            );
    }

    private void Check(ZipArchiveEntry entry)
    {
        string name = Quoted.Name(entry.FullName);
        if ((entry.ExternalAttributes >> 16 & KindOfFile) == SymbolicLink)
            throw new HippogriffException($"{called} holds {name}, which is a link; pack the file that it leads to.");
        if (entry.IsEncrypted)
            throw new HippogriffException($"{called} holds {name}, which is locked with a password; pack it without.");
        if (entry.Length > limits.FileBytes)
            throw new HippogriffException(
                $"{called} holds {name} of {entry.Length >> 20} MB, and {limits.FileBytes >> 20} MB a file are allowed."
            );
        if (entry.Length > Small && entry.Length / Math.Max(1, entry.CompressedLength) > limits.Ratio)
            throw new HippogriffException(
                $"{called} holds {name}, which is unpacked "
                    + $"{entry.Length / Math.Max(1, entry.CompressedLength)} times as large as packed; "
                    + $"{limits.Ratio} times are allowed."
            );
    }

    /// <summary>Number of leading folders that all names share.</summary>
    private static int CommonFolders((string[] Parts, ZipArchiveEntry Entry)[] wanted)
    {
        string[] first = wanted[0].Parts;
        int common = 0;
        while (wanted.All(file => file.Parts.Length > common + 1 && file.Parts[common] == first[common]))
            common++;
        return common;
    }

    /// <summary>
    /// Writes a file and returns its size; refuses more than <paramref name="most"/> bytes, whatever size the entry
    /// states.
    /// </summary>
    private long Unpack(ZipArchiveEntry entry, string path, long most)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream from = entry.Open();
        using FileStream to = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        byte[] part = new byte[1 << 16];
        long written = 0;
        for (int read; (read = from.Read(part)) > 0; to.Write(part, 0, read))
            if ((written += read) > most)
                throw new HippogriffException(
                    $"{called} holds {Quoted.Name(entry.FullName)}, which is larger unpacked than it says.",
                    FaultKind.DamagedFile
                );
        return written;
    }
}
