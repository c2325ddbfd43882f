using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Access;

/// <summary>
/// The API keys of the server, in a JSON file of names and hashes. A key is 256 random bits, so one round of SHA-256 is
/// enough. The file is read again when it changes, so added and removed keys take effect immediately. Thread-safe.
/// </summary>
public sealed partial class ApiKeys(string path)
{
    private const string Prefix = "hpg_";
    private const int KeyBytes = 32;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
    };

    private readonly Lock _gate = new();
    private StoredKey[] _keys = [];
    private (DateTime Written, long Length) _read;

    /// <summary>The keys of a studio.</summary>
    public static ApiKeys Of(StudioOptions options) => new(options.Keys ?? Path.Combine(options.Data, "keys.json"));

    /// <summary>Path of the file.</summary>
    public string File => path;

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => Current().Length == 0;

    /// <summary>
    /// True once there was a key: removing the last one closes the server instead of opening it to everyone.
    /// </summary>
    public bool WereThere { get; private set; }

    /// <summary>Whether there is a key with this name and fingerprint; the same name alone is not enough.</summary>
    public bool Has(string name, string print) => Current().Any(key => key.Name == name && key.Print == print);

    /// <summary>Creates a key and stores its hash.</summary>
    /// <param name="name">Its user: at most 40 letters, digits, hyphens and dots.</param>
    /// <param name="now">The current time.</param>
    /// <returns>The key, which cannot be retrieved later.</returns>
    /// <exception cref="HippogriffException">The name is not valid, or taken.</exception>
    public string Add(string name, DateTimeOffset now)
    {
        if (!NamePattern().IsMatch(name))
            throw new HippogriffException(
                "The name of a key has 1 to 40 letters, digits, dots, dashes and underscores."
            );
        StoredKey[] there = Current();
        if (there.Any(key => key.Name == name))
            throw new HippogriffException(
                $"There is a key '{name}' already; take another name, or take it out of '{path}' first."
            );
        string key =
            Prefix
            + Convert
                .ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))
                .TrimEnd('=')
                .Replace('+', '-')
                .Replace('/', '_');
        StoredKey[] keys = [.. there, new StoredKey(name, Convert.ToHexStringLower(Hash(key)), now)];
        MakeFolder();
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new StoredKeys(keys), s_json));
        return key;
    }

    /// <summary>The entry of a key, or null if it is unknown. Takes the same time for every wrong key.</summary>
    public KnownKey? Find(string? key)
    {
        if (key is null || key.Length > 200)
            return null;
        byte[] hash = Hash(key);
        KnownKey? known = null;
        foreach (StoredKey stored in Current())
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(stored.Hash)))
                known = new KnownKey(stored.Name, stored.Print);
        return known;
    }

    /// <summary>
    /// Refuses to start if keys are required and missing: a mistyped file name would open the server to everyone.
    /// </summary>
    /// <param name="wanted">Whether the file was named explicitly.</param>
    /// <exception cref="HippogriffException">The named file does not exist, or the file has no keys or cannot be
    /// read.</exception>
    public void RequireKeysWhereWanted(bool wanted)
    {
        if (!IsEmpty || !wanted && !System.IO.File.Exists(path))
            return;
        string what = System.IO.File.Exists(path)
            ? $"'{path}' holds no API keys"
            : $"There is no file '{path}' of API keys";
        string open = wanted ? "leave --keys out" : "remove the file";
        throw new HippogriffException(
            $"{what}; make one with hippogriff serve --new-key NAME (and the same --studio or --keys), or "
                + $"{open} to open the server to this machine.",
            FaultKind.NotFound
        );
    }

    private StoredKey[] Current()
    {
        lock (_gate)
        {
            FileInfo file = new(path);
            bool isFolder = Directory.Exists(path); // which is no file of keys, and not no file: nobody is let in by it
            (DateTime, long) written =
                file.Exists ? (file.LastWriteTimeUtc, file.Length)
                : isFolder ? (default, -1)
                : default;
            if (written == _read && !isFolder)
                return _keys;
            _keys = file.Exists || isFolder ? Read() : [];
            _read = written;
            WereThere |= _keys.Length > 0;
            return _keys;
        }
    }

    private StoredKey[] Read()
    {
        StoredKey?[] keys;
        try
        {
            keys =
                JsonText
                    .ReadFile<StoredKeys>(
                        path,
                        s_json,
                        fault => $"'{path}' cannot be read as a file of API keys: {fault}."
                    )
                    .Keys
                ?? [];
        }
        catch (HippogriffException error)
        {
            throw new ApiKeysException(error.Message, error);
        }
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i]?.Name is not { } name || !NamePattern().IsMatch(name))
                throw new ApiKeysException(
                    $"Key {i + 1} in '{path}' has no name of 1 to 40 letters, digits, dots, dashes and underscores."
                );
            if (!HashPattern().IsMatch(keys[i]!.Hash ?? ""))
                throw new ApiKeysException($"The key '{name}' in '{path}' has no SHA-256 hash of 64 hex digits.");
        }
        return keys!;
    }

    /// <summary>Creates its folder with access for the owner only.</summary>
    private void MakeFolder()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
            return;
        try
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
        // writing the file will report the error
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    [GeneratedRegex("^[A-Za-z0-9._-]{1,40}\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-fA-F]{64}\\z")]
    private static partial Regex HashPattern();

    private sealed record StoredKeys(StoredKey?[] Keys);

    private sealed record StoredKey(string Name, string Hash, DateTimeOffset Created)
    {
        private const int PrintLength = 32;

        [System.Text.Json.Serialization.JsonIgnore]
        public string Print => Hash[..PrintLength].ToLowerInvariant();
    }
}

/// <summary>A known key.</summary>
/// <param name="Name">Its user.</param>
/// <param name="Print">Fingerprint: half of its hash. Distinguishes keys of the same name; it does not give
/// access.</param>
public sealed record KnownKey(string Name, string Print);
