using System.Security.Cryptography;
using System.Text;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;
using StoredKey = Hippogriff.Studio.Access.KeyFile.StoredKey;

namespace Hippogriff.Studio.Access;

/// <summary>
/// The API keys of the server, in a JSON file of names and hashes. A key is 256 random bits, so one round of SHA-256 is
/// enough. The file is read again when it changes, so added and removed keys take effect immediately. Thread-safe.
/// </summary>
public sealed class ApiKeys(string path)
{
    private const string Prefix = "hpg_";
    private const int KeyBytes = 32;

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
    /// <param name="rights">What its user may do; null for everything.</param>
    /// <returns>The key, which cannot be retrieved later.</returns>
    /// <exception cref="HippogriffException">The name is not valid or taken, or the rights are out of range.
    /// </exception>
    public string Add(string name, DateTimeOffset now, KeyRights? rights = null)
    {
        KeyFile.RequireName(name);
        RequireRights(name, rights ??= new KeyRights());
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
        KeyFile.Write(path, [.. there, new StoredKey(name, Convert.ToHexStringLower(Hash(key)), now).With(rights)]);
        return key;
    }

    /// <summary>All keys, in the order in which they were made.</summary>
    public IReadOnlyList<ListedKey> All() =>
        [.. Current().Select(key => new ListedKey(key.Name, key.Rights, key.Created))];

    /// <summary>Changes what the holder of a key may do, from the next request on.</summary>
    /// <exception cref="HippogriffException">There is no such key, or the rights are out of range.</exception>
    public void Set(string name, KeyRights rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        RequireRights(name, rights);
        StoredKey[] there = Current();
        RequireKey(there, name);
        KeyFile.Write(path, [.. there.Select(key => key.Name == name ? key.With(rights) : key)]);
    }

    /// <summary>Takes a key away; it opens nothing from the next request on.</summary>
    /// <exception cref="HippogriffException">There is no such key.</exception>
    public void Remove(string name)
    {
        StoredKey[] there = Current();
        RequireKey(there, name);
        KeyFile.Write(path, [.. there.Where(key => key.Name != name)]);
    }

    /// <summary>What the holder of a key may do now; null if there is none of this name and fingerprint.</summary>
    public KeyRights? RightsOf(string name, string print) =>
        Current().FirstOrDefault(key => key.Name == name && key.Print == print)?.Rights;

    /// <summary>The rights of the key of a name; null if there is none.</summary>
    public KeyRights? RightsOf(string name) => Current().FirstOrDefault(key => key.Name == name)?.Rights;

    /// <summary>Whether holders of keys are told apart: whether there is one who does not see all.</summary>
    public bool AreToldApart => Current().Any(key => key.Role != KeyRole.Admin);

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

    private void RequireKey(StoredKey[] there, string name)
    {
        if (there.All(key => key.Name != name))
            throw new HippogriffException(
                $"There is no key {Quoted.Name(name)} in '{path}'; "
                    + (
                        there.Length == 0 ? "it has none." : $"it has {Quoted.Few([.. there.Select(key => key.Name)])}."
                    ),
                FaultKind.NotFound
            );
    }

    private static void RequireRights(string name, KeyRights rights)
    {
        if (rights.Fault is { } fault)
            throw new HippogriffException($"The key {Quoted.Name(name)} cannot be made: {fault}.");
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
            _keys = file.Exists || isFolder ? KeyFile.Read(path) : [];
            _read = written;
            WereThere |= _keys.Length > 0;
            return _keys;
        }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>A known key.</summary>
/// <param name="Name">Its user.</param>
/// <param name="Print">Fingerprint: half of its hash. Distinguishes keys of the same name; it does not give
/// access.</param>
public sealed record KnownKey(string Name, string Print);
