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
        // a content in a shared cache is not what its name says until it was read
        if (PlainFolder.HasFile(blob) && file.IsAt(blob, read, cancellationToken))
        {
            _folder.Place(commit, file.Path, file.Hash, usesLinks);
            return true;
        }
        // without links the file itself lies under its name
        return _folder.Find(commit, file.Path) is { } named
            && new FileInfo(named).LinkTarget is null
            && file.IsAt(named, read, cancellationToken);
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
}
