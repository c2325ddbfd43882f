using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Hippogriff.Files;

namespace Hippogriff.Studio.Access;

/// <summary>The file of API keys: names, hashes and rights, as JSON. Keys without rights are of admins.</summary>
internal static partial class KeyFile
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Refuses what is no name of a key.</summary>
    /// <exception cref="HippogriffException">It has other characters, or too many.</exception>
    public static void RequireName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw new HippogriffException(
                "The name of a key has 1 to 40 letters, digits, dots, dashes and underscores."
            );
    }

    /// <summary>Reads the keys of a file.</summary>
    /// <exception cref="ApiKeysException">It is no file of keys, or one of them is not as it must be.</exception>
    public static StoredKey[] Read(string path)
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
            if (keys[i]!.Rights.Fault is { } fault)
                throw new ApiKeysException($"The key '{name}' in '{path}' cannot be used: {fault}.");
        }
        return keys!;
    }

    /// <summary>Writes the keys, and makes the folder with access for the owner only.</summary>
    public static void Write(string path, StoredKey[] keys)
    {
        MakeFolder(path);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new StoredKeys(keys), s_json));
    }

    private static void MakeFolder(string path)
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

    [GeneratedRegex("^[A-Za-z0-9._-]{1,40}\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-fA-F]{64}\\z")]
    private static partial Regex HashPattern();

    private sealed record StoredKeys(StoredKey?[] Keys);

    /// <summary>A key as it is stored.</summary>
    internal sealed record StoredKey(
        string Name,
        string Hash,
        DateTimeOffset Created,
        KeyRole Role = KeyRole.Admin,
        int? PicturesADay = null,
        double Weight = 1
    )
    {
        private const int PrintLength = 32;

        [JsonIgnore]
        public string Print => Hash[..PrintLength].ToLowerInvariant();

        [JsonIgnore]
        public KeyRights Rights => new(Role, PicturesADay, Weight);

        public StoredKey With(KeyRights rights) =>
            this with
            {
                Role = rights.Role,
                PicturesADay = rights.PicturesADay,
                Weight = rights.Weight,
            };
    }
}
