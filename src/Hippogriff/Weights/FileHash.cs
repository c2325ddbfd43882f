using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Weights;

/// <summary>
/// Hashes files and remembers the hashes: in memory, and those of large files in the user's cache folder as well. A
/// remembered hash is valid only while length, times and a sample of the content of every file are the same. A damaged
/// or unwritable cache folder is ignored. Thread-safe.
/// </summary>
/// <param name="cache">Cache folder; null for none.</param>
/// <param name="least">Minimum size in bytes for the cache folder.</param>
/// <param name="clock">The clock.</param>
internal sealed class FileHash(string? cache, long least, TimeProvider clock)
{
    private const long Worthwhile = 256L << 20;
    private const int Places = 16,
        PlaceBytes = 4096,
        LargestRecord = 1 << 20,
        MostKnown = 1000;

    /// <summary>
    /// A file may change twice within one tick of its clock, so recently written files are not cached.
    /// </summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, HashRecord> _known = new(StringComparer.Ordinal);

    /// <summary>The instance with the user's cache folder.</summary>
    public static FileHash OfUser { get; } = new(UserCache.Folder, Worthwhile, TimeProvider.System);

    /// <summary>First ten hex digits of the SHA-256 of the concatenated files.</summary>
    /// <param name="files">Paths.</param>
    /// <param name="read">Receives the bytes of each piece read, at most a megabyte, or of all together if the hash is
    /// cached. Its exceptions stop the reading.</param>
    /// <exception cref="HippogriffException">A file cannot be read.</exception>
    public string Of(IReadOnlyList<string> files, Action<long>? read = null)
    {
        DateTimeOffset begun = clock.GetUtcNow();
        FileState[] states = [.. files.Select(StateOf)];
        string key = string.Join('\n', states.Select(s => s.Path));
        string? record =
            cache is not null && states.Sum(s => s.Length) >= least
                ? Path.Combine(cache, $"hash-{Digest(key)[..16]}.json")
                : null;
        HashRecord? known = _known.GetValueOrDefault(key) ?? (record is null ? null : Remembered(record));
        if (known is not null && known.Files.SequenceEqual(states))
        {
            read?.Invoke(states.Sum(s => s.Length));
            return known.Hash;
        }
        string hash = Compute(files, read);
        bool settled = states.All(state => begun - state.Modified > s_settled);
        if (!settled || !states.SequenceEqual(files.Select(StateOf)))
            return hash;
        HashRecord found = new(states, hash);
        if (_known.Count >= MostKnown)
            _known.Clear();
        _known[key] = found;
        if (record is not null)
            Remember(record, found);
        return hash;
    }

    private static string Compute(IEnumerable<string> files, Action<long>? read)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[1 << 20];
        foreach (string path in files)
        {
            using FileStream stream = RegularFile.Open(path, buffer: 0);
            try
            {
                for (int length; (length = stream.Read(part)) > 0; )
                {
                    read?.Invoke(length);
                    hash.AppendData(part, 0, length);
                }
            }
            catch (IOException error)
            {
                throw RegularFile.Unreadable(path, error);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..10];
    }

    /// <summary>Length, times and a sample of the content of a file.</summary>
    private static FileState StateOf(string path)
    {
        using FileStream stream = RegularFile.Open(path, buffer: 0);
        try
        {
            using IncrementalHash sample = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] piece = new byte[PlaceBytes];
            long length = stream.Length;
            for (int i = 0; i <= Places; i++)
            {
                stream.Position = Math.Max(0, (length - PlaceBytes) * i / Places);
                sample.AppendData(piece, 0, stream.Read(piece));
            }
            FileInfo info = new(path);
            return new FileState(
                Path.GetFullPath(path),
                length,
                info.LastWriteTimeUtc,
                info.CreationTimeUtc,
                Convert.ToHexStringLower(sample.GetHashAndReset())
            );
        }
        catch (IOException error)
        {
            throw RegularFile.Unreadable(path, error);
        }
    }

    private static HashRecord? Remembered(string record)
    {
        try
        {
            using FileStream file = new(record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length is 0 or > LargestRecord)
                return null;
            return
                JsonSerializer.Deserialize<HashRecord>(file) is { Files: not null, Hash.Length: 10 } known
                && known.Hash.All(char.IsAsciiHexDigitLower)
                ? known
                : null;
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static void Remember(string record, HashRecord content)
    {
        try
        {
            AtomicFile.Write(record, JsonSerializer.SerializeToUtf8Bytes(content));
        }
        catch (HippogriffException)
        {
            // a read-only or full home, or another process was first
        }
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The state of a file without reading all of it.</summary>
    private sealed record FileState(
        string Path,
        long Length,
        DateTimeOffset Modified,
        DateTimeOffset Created,
        string Sample
    );

    private sealed record HashRecord(FileState[] Files, string Hash);
}
