using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Hippogriff.Hub;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Folders that other tools left: what is found in them, and what is not.</summary>
public sealed class HubCacheTests
{
    public static TheoryData<string> Folders() =>
        [.. GoldenLines.Of("hub", "cache", "answers.jsonl").Select(line => line.Text("cache")).Distinct()];

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Folders))]
    public async Task What_another_tool_left_is_found(string name)
    {
        if (!GoldenFolder.Has("hub", "cache", name + ".tar"))
            return;
        using TemporaryFolder folder = new();
        Unpack(name, folder.Path);
        HubCache cache = new(folder.Path);
        List<string> wrong = [];
        foreach (JsonElement line in GoldenLines.Of("hub", "cache", "answers.jsonl"))
        {
            if (line.Text("cache") != name)
                continue;
            string? problem =
                line.Text("question") == "file" ? File(cache, folder.Path, line) : await Snapshot(folder.Path, line);
            if (problem is not null)
                wrong.Add($"{line.GetRawText()[..Math.Min(200, line.GetRawText().Length)]}: {problem}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Repositories_revisions_and_files_are_those_that_the_usual_library_scans()
    {
        foreach (JsonElement scan in GoldenLines.Of("hub", "cache", "scan.jsonl"))
        {
            string name = scan.Text("cache");
            if (!GoldenFolder.Has("hub", "cache", name + ".tar"))
                continue;
            using TemporaryFolder folder = new();
            Unpack(name, folder.Path);
            HubCache cache = new(folder.Path);
            JsonElement[] models =
            [
                .. scan.GetProperty("repos")
                    .EnumerateArray()
                    .Where(repository => repository.Text("type") == "model")
                    .Where(repository => repository.GetProperty("revisions").GetArrayLength() > 0),
            ];
            string[] names = [.. models.Select(repository => repository.Text("repo")).Order(StringComparer.Ordinal)];
            // better than recorded: a broken link or a stray file does not hide the rest of a repository
            if (scan.GetProperty("warnings").GetArrayLength() == 0)
                Assert.Equal(names, cache.Repositories());
            else
                Assert.Empty(names.Except(cache.Repositories()));
            foreach (JsonElement repository in models)
            foreach (JsonElement revision in repository.GetProperty("revisions").EnumerateArray())
                Same(cache, folder.Path, repository.Text("repo"), revision);
        }
    }

    private static void Same(HubCache cache, string root, string repository, JsonElement revision)
    {
        string commit = revision.Text("commit");
        foreach (string? reference in revision.GetProperty("refs").EnumerateArray().Select(one => one.GetString()))
            Assert.Equal(commit, cache.SnapshotOf(repository, reference)?.Commit);
        string snapshot = cache.SnapshotOf(repository, commit)!.Value.Folder;
        (string Path, long Size)[] files =
        [
            .. revision
                .GetProperty("files")
                .EnumerateArray()
                .Select(file => (Path.Combine(root, file[1].GetString()!), file[3].GetInt64())),
        ];
        Assert.Equal(
            files.Select(file => Path.GetRelativePath(snapshot, file.Path)).Order(StringComparer.Ordinal),
            cache.FilesOf(repository, commit).Here
        );
        foreach ((string path, long size) in files)
        {
            string file = Path.GetRelativePath(snapshot, path);
            Assert.Equal(path, cache.Find(repository, file, commit));
            using FileStream content = System.IO.File.OpenRead(path);
            Assert.Equal(size, content.Length);
        }
    }

    private static string? File(HubCache cache, string root, JsonElement line)
    {
        string repository = line.Text("repo"),
            file = line.Text("file");
        string? revision = line.GetProperty("revision").GetString(),
            recorded = line.TryGetProperty("found", out JsonElement text) ? text.GetString() : null;
        string? found = cache.Find(repository, file, revision);
        if (recorded == "marker: does not exist")
            return found is null && cache.IsKnownMissing(repository, file, revision) ? null : "the marker is not seen";
        string? expected =
            recorded is null || RepositoryPath.Fault(file) is not null ? null : Path.Combine(root, recorded);
        if (found != expected)
            return $"{found ?? "nothing"} is found";
        return
            found is null
            || Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(found))) == line.Text("sha256")
            ? null
            : "another content is found";
    }

    private static async Task<string?> Snapshot(string root, JsonElement line)
    {
        string[]? allow =
            line.GetProperty("allow").ValueKind == JsonValueKind.Array
                ? [.. line.GetProperty("allow").EnumerateArray().Select(one => one.GetString()!)]
                : null;
        using HubClient client = new(new HubSettings { Cache = root, Offline = true });
        HubName name = new(line.Text("repo")) { Revision = line.GetProperty("revision").GetString() };
        try
        {
            PulledModel pulled = await client.PullAsync(name, new PullRequest { Include = allow ?? ["*"] });
            return
                line.TryGetProperty("folder", out JsonElement folder)
                && pulled.Folder == Path.Combine(root, folder.GetString()!)
                ? null
                : $"{pulled.Folder} is given";
        }
        catch (HubException error)
        {
            // better than recorded: a folder without a single file, or with links that lead nowhere, is not whole
            bool isUnsure =
                line.TryGetProperty("folder", out JsonElement folder)
                && Directory.GetFiles(Path.Combine(root, folder.GetString()!), "*", SearchOption.AllDirectories)
                    is var names
                && (names.Length == 0 || names.Any(one => !PlainFolder.HasFile(one)));
            return line.TryGetProperty("error", out _) || isUnsure ? null : error.Message;
        }
    }

    /// <summary>Unpacks with links as they are, also those that lead nowhere.</summary>
    private static void Unpack(string name, string folder)
    {
        using Stream file = GoldenFolder.Open("hub", "cache", name + ".tar");
        using TarReader reader = new(file);
        while (reader.GetNextEntry() is { } entry)
        {
            string path = Path.Combine(folder, entry.Name.TrimEnd('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (entry.EntryType == TarEntryType.Directory)
                Directory.CreateDirectory(path);
            else if (entry.EntryType == TarEntryType.SymbolicLink)
                System.IO.File.CreateSymbolicLink(path, entry.LinkName);
            else
                entry.ExtractToFile(path, overwrite: true);
        }
    }
}
