using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// The keys that may use the server, in a JSON file of names and hashes. A key is 256 random bits, so one round of SHA-256 keeps it as well as many would. The file is read
/// again when it changes: a new key counts at once, and so does one that was taken out. Safe for any thread.
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
    private DateTime _read;

    /// <summary>The keys of a studio.</summary>
    public static ApiKeys Of(StudioOptions options) => new(options.Keys ?? Path.Combine(options.Data, "keys.json"));

    /// <summary>Where they are kept.</summary>
    public string File => path;

    /// <summary>True where there are none.</summary>
    public bool IsEmpty => Current().Length == 0;

    /// <summary>True from the first key on: taking the last one out closes the server instead of opening it to everybody.</summary>
    public bool WereThere { get; private set; }

    /// <summary>There is a key of this name.</summary>
    public bool Has(string name) => Current().Any(key => key.Name == name);

    /// <summary>Makes a key and keeps its hash.</summary>
    /// <param name="name">Who uses it: letters, digits, dashes, dots, at most 40.</param>
    /// <param name="now">When.</param>
    /// <returns>The key; it cannot be read again.</returns>
    /// <exception cref="HippogriffException">The name is none, or taken.</exception>
    public string Add(string name, DateTimeOffset now)
    {
        if (!NamePattern().IsMatch(name)) throw new HippogriffException("The name of a key has 1 to 40 letters, digits, dots, dashes and underscores.");
        StoredKey[] there = Current();
        if (there.Any(key => key.Name == name)) throw new HippogriffException($"There is a key '{name}' already; take another name, or take it out of '{path}' first.");
        string key = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        StoredKey[] keys = [.. there, new StoredKey(name, Convert.ToHexStringLower(Hash(key)), now)];
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new StoredKeys(keys), s_json));
        return key;
    }

    /// <summary>The name of a key, or null where it is none of ours. Takes the same time for every wrong one.</summary>
    public string? NameOf(string? key)
    {
        if (key is null || key.Length > 200) return null;
        byte[] hash = Hash(key);
        string? name = null;
        foreach (StoredKey stored in Current())
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(stored.Hash))) name = stored.Name;
        return name;
    }

    private StoredKey[] Current()
    {
        lock (_gate)
        {
            DateTime written = System.IO.File.Exists(path) ? System.IO.File.GetLastWriteTimeUtc(path) : default;
            if (written == _read) return _keys;
            _keys = written == default ? [] : Read();
            _read = written;
            WereThere |= _keys.Length > 0;
            return _keys;
        }
    }

    private StoredKey[] Read()
    {
        StoredKey[] keys = JsonText.ReadFile<StoredKeys>(path, s_json, fault => $"'{path}' cannot be read as a file of API keys: {fault}.").Keys ?? [];
        if (keys.FirstOrDefault(key => key.Name is null || key.Hash is null || !HashPattern().IsMatch(key.Hash)) is { } bad) throw new HippogriffException($"The key '{bad.Name}' in '{path}' has no SHA-256 hash of 64 hex digits.", FaultKind.DamagedFile);
        return keys;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    [GeneratedRegex("^[A-Za-z0-9._-]{1,40}\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-fA-F]{64}\\z")]
    private static partial Regex HashPattern();

    private sealed record StoredKeys(StoredKey[] Keys);

    private sealed record StoredKey(string Name, string Hash, DateTimeOffset Created);
}
