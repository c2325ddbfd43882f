using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>A file of a test hub's repository.</summary>
internal sealed class StubFile
{
    private StubFile(string path, byte[] bytes, bool isLarge, bool isXet)
    {
        (Path, Bytes, IsLarge, IsXet) = (path, bytes, isLarge, isXet);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        byte[] pointer = Encoding.ASCII.GetBytes(
            $"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256}\nsize {bytes.Length}\n"
        );
        PointerSize = pointer.Length;
        GitId = GitIdOf(isLarge ? pointer : bytes);
    }

    public string Path { get; }

    public byte[] Bytes { get; }

    public bool IsLarge { get; }

    public bool IsXet { get; }

    public string Sha256 { get; }

    public string GitId { get; }

    public int PointerSize { get; }

    /// <summary>What names its content on the hub.</summary>
    public string Tag => IsLarge ? Sha256 : GitId;

    /// <summary>A stand-in: the real one is computed otherwise.</summary>
    public string XetHash => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes("xet:"), .. Bytes]));

    public static StubFile Of(string path, byte[] bytes, bool isLarge = false) => new(path, bytes, isLarge, false);

    /// <summary>A file of a recorded fixture: a text, or bytes that are made.</summary>
    public static StubFile Read(JsonElement file) =>
        new(
            file.GetProperty("path").GetString()!,
            file.TryGetProperty("text", out JsonElement text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : Stream(file.GetProperty("stream").GetString()!, file.GetProperty("size").GetInt32()),
            file.TryGetProperty("lfs", out JsonElement large) && large.GetBoolean(),
            file.TryGetProperty("xet", out JsonElement xet) && xet.GetBoolean()
        );

    /// <summary>Bytes by a name: SHA-256 of "NAME:0", "NAME:1" and so on, joined and cut.</summary>
    public static byte[] Stream(string name, int size)
    {
        byte[] bytes = new byte[size];
        for (int at = 0, i = 0; at < size; at += 32, i++)
            SHA256
                .HashData(Encoding.ASCII.GetBytes($"{name}:{i}"))
                .AsSpan(0, Math.Min(32, size - at))
                .CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>Its entry in a listing.</summary>
    public JsonObject Entry()
    {
        JsonObject entry = new()
        {
            ["type"] = "file",
            ["oid"] = GitId,
            ["size"] = Bytes.Length,
            ["path"] = Path,
        };
        if (IsLarge)
            entry["lfs"] = new JsonObject
            {
                ["oid"] = Sha256,
                ["size"] = Bytes.Length,
                ["pointerSize"] = PointerSize,
            };
        if (IsXet)
            entry["xetHash"] = XetHash;
        return entry;
    }

    private static string GitIdOf(byte[] bytes) =>
#pragma warning disable CA5350 // git names its objects so
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
}

/// <summary>A repository of a test hub.</summary>
internal sealed record StubRepository(string Name)
{
    public Dictionary<string, string> Refs { get; } = [];

    public Dictionary<string, Dictionary<string, StubFile>> Commits { get; } = [];

    public bool IsPrivate { get; init; }

    public bool IsGated { get; init; }

    /// <summary>A repository with one commit, to which main points.</summary>
    public static StubRepository With(string name, params StubFile[] files)
    {
        StubRepository repository = new(name);
        string commit = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(name)))[..40];
        repository.Refs["main"] = commit;
        repository.Commits[commit] = files.ToDictionary(file => file.Path);
        return repository;
    }

    /// <summary>The same repository with refs of its own, which a test may move.</summary>
    public StubRepository Copy()
    {
        StubRepository copy = new(Name) { IsPrivate = IsPrivate, IsGated = IsGated };
        foreach ((string name, string commit) in Refs)
            copy.Refs[name] = commit;
        foreach ((string commit, Dictionary<string, StubFile> files) in Commits)
            copy.Commits[commit] = files;
        return copy;
    }

    public static StubRepository Read(JsonElement repository)
    {
        StubRepository read = new(repository.GetProperty("repo").GetString()!)
        {
            IsPrivate = repository.TryGetProperty("private", out JsonElement hidden) && hidden.GetBoolean(),
            IsGated = repository.TryGetProperty("gated", out _),
        };
        foreach (JsonProperty name in repository.GetProperty("refs").EnumerateObject())
            read.Refs[name.Name] = name.Value.GetString()!;
        foreach (JsonElement commit in repository.GetProperty("commits").EnumerateArray())
            read.Commits[commit.GetProperty("commit").GetString()!] = commit
                .GetProperty("files")
                .EnumerateArray()
                .Select(StubFile.Read)
                .ToDictionary(file => file.Path);
        return read;
    }
}
