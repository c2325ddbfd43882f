using System.Text;
using Hippogriff.Files;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub.Cache;

/// <summary>
/// The folder of a repository in the cache: <c>blobs/HASH</c>, <c>refs/REVISION</c> with a commit, and
/// <c>snapshots/COMMIT/PATH</c>, which are links to blobs or the files themselves.
/// </summary>
/// <param name="Cache">Full path of the cache.</param>
/// <param name="Repository">"owner/name".</param>
internal sealed record RepositoryFolder(string Cache, string Repository)
{
    private const string Begin = "models--";

    /// <summary>Name of the folder.</summary>
    public static string NameOf(string repository) => Begin + repository.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>The repository of a folder's name; null if it is none.</summary>
    public static string? RepositoryOf(string name) =>
        name.StartsWith(Begin, StringComparison.Ordinal)
        && name[Begin.Length..].Replace("--", "/", StringComparison.Ordinal) is var repository
        && RepositoryPath.IsRepository(repository)
            ? repository
            : null;

    /// <summary>Full path.</summary>
    public string Path => System.IO.Path.Combine(Cache, NameOf(Repository));

    /// <summary>Full path of the content with a hash.</summary>
    public string Blob(ContentHash hash) => System.IO.Path.Combine(Path, "blobs", hash.Hex);

    /// <summary>Full path of a commit's files.</summary>
    public string Snapshot(string commit) => System.IO.Path.Combine(Path, "snapshots", commit);

    /// <summary>Full path of the stored list of a commit's files.</summary>
    public string Listing(string commit) => System.IO.Path.Combine(Path, "trees", commit + ".json");

    /// <summary>Full path of the lock of a content.</summary>
    public string Lock(ContentHash hash) =>
        System.IO.Path.Combine(Cache, ".locks", NameOf(Repository), hash.Hex + ".lock");

    /// <summary>
    /// The commit of a revision, as the hub's own tools find it: by its file in refs/, else the revision itself.
    /// </summary>
    /// <returns>Null if it is no commit.</returns>
    public string? CommitOf(string revision)
    {
        if (RepositoryPath.Fault(revision) is not null)
            return null;
        string file = Ref(revision);
        if (!File.Exists(file))
            return RepositoryPath.IsCommit(revision) ? revision : null;
        try
        {
            string commit = Encoding.ASCII.GetString(RegularFile.ReadBytes(file, 1 << 10));
            return RepositoryPath.IsCommit(commit) ? commit : null;
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    /// <summary>Notes which commit a revision is; nothing for a commit.</summary>
    public void SetCommit(string revision, string commit)
    {
        if (RepositoryPath.IsCommit(revision) || CommitOf(revision) == commit)
            return;
        RepositoryPath.RequireRevision(revision);
        string path = PlainFolder.Prepare(System.IO.Path.Combine(Path, "refs"), revision);
        AtomicFile.Write(path, Encoding.ASCII.GetBytes(commit));
    }

    /// <summary>A file of a commit, if it is there: a link that leads somewhere, or a file.</summary>
    public string? Find(string commit, string path)
    {
        if (RepositoryPath.Fault(path) is not null)
            return null;
        string file = System.IO.Path.Combine(Snapshot(commit), path);
        return PlainFolder.HasFile(file) ? file : null;
    }

    /// <summary>Whether it was noted that a commit has no such file.</summary>
    public bool IsKnownMissing(string commit, string path) =>
        RepositoryPath.Fault(path) is null && File.Exists(System.IO.Path.Combine(Path, ".no_exist", commit, path));

    /// <summary>Gives a content its name in a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="path">The name.</param>
    /// <param name="hash">The content, which is in blobs/.</param>
    /// <param name="asLink">Whether links can be made; else the content itself is moved there.</param>
    public void Place(string commit, string path, ContentHash hash, bool asLink)
    {
        RepositoryPath.Require(path);
        string place = PlainFolder.Prepare(Snapshot(commit), path);
        string target =
            string.Concat(Enumerable.Repeat("../", path.Count(letter => letter == '/') + 2)) + "blobs/" + hash.Hex;
        if (new FileInfo(place).LinkTarget == target && PlainFolder.HasFile(place))
            return;
        if (!asLink || !TryLink(place, target))
            File.Move(Blob(hash), place, overwrite: true);
        FolderFlush.Flush(System.IO.Path.GetDirectoryName(place)!);
    }

    /// <summary>The commits whose files are here, the last written first.</summary>
    public IReadOnlyList<string> Commits()
    {
        string folder = System.IO.Path.Combine(Path, "snapshots");
        if (!Directory.Exists(folder))
            return [];
        return
        [
            .. new DirectoryInfo(folder)
                .GetDirectories()
                .Where(one => RepositoryPath.IsCommit(one.Name))
                .OrderByDescending(one => one.LastWriteTimeUtc)
                .Select(one => one.Name),
        ];
    }

    private string Ref(string revision) => System.IO.Path.Combine(Path, "refs", revision);

    private static bool TryLink(string place, string target)
    {
        string temporary = $"{place}.{Guid.NewGuid():n}"[..(place.Length + 9)];
        try
        {
            File.CreateSymbolicLink(temporary, target);
        }
        // Windows without the right to make links, or a disk that has none
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
        File.Move(temporary, place, overwrite: true);
        return true;
    }
}
