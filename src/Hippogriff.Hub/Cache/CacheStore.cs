using Hippogriff.Files;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub.Cache;

/// <summary>Puts the files of a commit into the shared cache.</summary>
/// <param name="cache">The cache.</param>
/// <param name="repository">"owner/name".</param>
/// <param name="commit">The commit.</param>
/// <param name="usesLinks">Whether names are links to one copy of a content.</param>
internal sealed class CacheStore(HubCache cache, string repository, string commit, bool usesLinks) : IFileStore
{
    private readonly RepositoryFolder _folder = cache.Folder(repository);

    public string Folder => _folder.Snapshot(commit);

    public bool Has(HubEntry file, Action<long>? read, CancellationToken cancellationToken)
    {
        string blob = _folder.Blob(file.Hash);
        if (IsRight(blob, file, read, cancellationToken))
        {
            _folder.Place(commit, file.Path, file.Hash, usesLinks);
            return true;
        }
        // without links the file itself lies under its name
        return _folder.Find(commit, file.Path) is { } named
            && new FileInfo(named).LinkTarget is null
            && IsRight(named, file, read, cancellationToken);
    }

    /// <summary>A content that is here, unchecked; null if it is not.</summary>
    public string? Blob(HubEntry file) => PlainFolder.HasFile(_folder.Blob(file.Hash)) ? _folder.Blob(file.Hash) : null;

    public string LockOf(HubEntry file) => _folder.Lock(file.Hash);

    public string IncompleteOf(HubEntry file)
    {
        cache.Create();
        string blob = _folder.Blob(file.Hash);
        FolderFlush.Create(Path.GetDirectoryName(blob)!);
        return blob + IncompleteFile.Ending;
    }

    public void Take(IncompleteFile whole, HubEntry file)
    {
        whole.Finish(_folder.Blob(file.Hash));
        _folder.Place(commit, file.Path, file.Hash, usesLinks);
    }

    public void Complete(string revision) => _folder.SetCommit(revision, commit);

    /// <summary>A content in a shared cache is not what its name says until it was read.</summary>
    private static bool IsRight(string path, HubEntry file, Action<long>? read, CancellationToken cancellationToken)
    {
        if (!PlainFolder.HasFile(path))
            return false;
        long done = 0;
        bool right = file.Hash.IsOf(
            path,
            length =>
            {
                done += length;
                read?.Invoke(length);
            },
            cancellationToken
        );
        if (!right)
            read?.Invoke(-done);
        return right;
    }
}
