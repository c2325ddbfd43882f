using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Hippogriff.Training.Data;

/// <summary>A zip file of pictures and captions, unpacked into a folder for temporary files once and found there again. Read as if an enemy had packed it.</summary>
public static class PackedFolder
{
    private const int MostFiles = 200_000;
    private const long MostBytes = 64L << 30;
    private const string Done = ".unpacked";

    /// <summary>Whether <paramref name="path"/> is a file that may be a zip.</summary>
    public static bool IsMeant(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>The folder of what <paramref name="zip"/> holds; where everything lies in one folder, that one.</summary>
    /// <param name="zip">The file.</param>
    /// <param name="below">Where to unpack; null for the folder for temporary files.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="HippogriffException">It is no zip file, it is damaged, it is too large, or it names files outside of its own folder.</exception>
    public static string Unpack(string zip, string? below = null, CancellationToken cancellation = default)
    {
        FileInfo file = new(zip);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")))[..16];
        string folder = Path.Combine(below ?? Path.GetTempPath(), $"hippogriff-{key}");
        try
        {
            if (!File.Exists(Path.Combine(folder, Done))) Extract(zip, folder, cancellation);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new HippogriffException($"'{zip}' cannot be unpacked as a zip file: {error.Message.TrimEnd('.')}.", error);
        }
        string[] inside = [.. Directory.EnumerateFileSystemEntries(folder).Where(entry => Path.GetFileName(entry) is not (Done or "__MACOSX"))];
        return inside is [var only] && Directory.Exists(only) ? only : folder;
    }

    private static void Extract(string zip, string folder, CancellationToken cancellation)
    {
        using ZipArchive archive = ZipFile.OpenRead(zip);
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        if (archive.Entries.Count > MostFiles) throw new HippogriffException($"'{zip}' holds {archive.Entries.Count} files; at most {MostFiles} are unpacked.");
        long total = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            string path = Path.GetFullPath(Path.Combine(folder, entry.FullName.Replace('\\', '/')));
            if (!path.StartsWith(root, StringComparison.Ordinal)) throw new HippogriffException($"'{zip}' names the file '{entry.FullName}', which lies outside of it.");
            if (entry.FullName.EndsWith('/')) continue;
            if ((total += entry.Length) > MostBytes) throw new HippogriffException($"'{zip}' holds more than {MostBytes >> 30} GB; unpack it yourself and name the folder.");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Stream from = entry.Open();
            using FileStream to = new(path, FileMode.Create);
            Copy(from, to, entry.Length, zip);
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Done), ""); // last: a folder without it is unpacked again
    }

    /// <summary>Copies as much as was announced and no more: a zip may unpack to far more than it says.</summary>
    private static void Copy(Stream from, FileStream to, long announced, string zip)
    {
        byte[] part = new byte[1 << 16];
        long copied = 0;
        for (int read; (read = from.Read(part)) > 0;)
        {
            if ((copied += read) > announced) throw new HippogriffException($"'{zip}' is damaged: a file in it is larger than it says.");
            to.Write(part, 0, read);
        }
    }
}
