using System.Text;
using Hippogriff.Files;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Transfer;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Cache;

/// <summary>
/// The cache of downloaded repositories that other tools share. What they put there is found. Reading needs no network.
/// </summary>
/// <param name="path">The folder; it need not exist.</param>
public sealed class HubCache(string path)
{
    private const string Tag = "CACHEDIR.TAG";
    private static readonly byte[] s_tag = Encoding.ASCII.GetBytes(
        "Signature: 8a477f597d28d172789f06886806bc55\n"
            + "# This file marks a folder of files that can be fetched again (Hugging Face Hub's cache).\n"
            + "# See https://bford.info/cachedir/\n"
    );

    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path.Length == 0 ? "." : path);

    /// <summary>The repositories that have files here, by name.</summary>
    public IReadOnlyList<string> Repositories()
    {
        try
        {
            return Directory.Exists(Path)
                ?
                [
                    .. Directory
                        .GetDirectories(Path)
                        .Select(folder => RepositoryFolder.RepositoryOf(System.IO.Path.GetFileName(folder)))
                        .OfType<string>()
                        .Where(repository => Folder(repository).Commits().Count > 0)
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A file of a repository; null if it is not here.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="file">Its path in the repository.</param>
    /// <param name="revision">Branch, tag or whole commit; null for the default branch.</param>
    public string? Find(string repository, string file, string? revision = null) =>
        SnapshotOf(repository, revision) is var (commit, _) && !Folder(repository).IsKnownMissing(commit, file)
            ? Folder(repository).Find(commit, file)
            : null;

    /// <summary>Whether it was noted that a repository has no such file.</summary>
    /// <inheritdoc cref="Find"/>
    public bool IsKnownMissing(string repository, string file, string? revision = null) =>
        RepositoryPath.IsRepository(repository)
        && Folder(repository).CommitOf(revision ?? HubName.DefaultRevision) is { } commit
        && Folder(repository).IsKnownMissing(commit, file);

    /// <summary>The commit and folder of a revision; null if none of its files is here.</summary>
    /// <inheritdoc cref="Find"/>
    public (string Commit, string Folder)? SnapshotOf(string repository, string? revision = null)
    {
        if (!RepositoryPath.IsRepository(repository))
            return null;
        RepositoryFolder folder = Folder(repository);
        return
            folder.CommitOf(revision ?? HubName.DefaultRevision) is { } commit
            && Directory.Exists(folder.Snapshot(commit))
            ? (commit, folder.Snapshot(commit))
            : null;
    }

    /// <summary>The files of a commit: as the hub listed them, or else those that are here.</summary>
    internal (IReadOnlyList<HubEntry>? Listed, IReadOnlyList<string> Here) FilesOf(string repository, string commit)
    {
        RepositoryFolder folder = Folder(repository);
        string snapshot = folder.Snapshot(commit);
        string[] here =
        [
            .. Directory
                .GetFiles(snapshot, "*", SearchOption.AllDirectories)
                .Where(PlainFolder.HasFile)
                .Select(file => System.IO.Path.GetRelativePath(snapshot, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
        return (StoredListing.Read(folder.Listing(commit)), here);
    }

    /// <summary>The models in the newest commit of each repository: folders with an index, and single files.</summary>
    public IReadOnlyList<ModelFolder> Models() => [.. Repositories().SelectMany(one => ModelsOf(one))];

    /// <summary>The models of one repository: its folder if it has an index, else its .safetensors files.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or whole commit; null for the default branch, else the newest here.</param>
    public IReadOnlyList<ModelFolder> ModelsOf(string repository, string? revision = null)
    {
        if (!RepositoryPath.IsRepository(repository))
            return [];
        RepositoryFolder folder = Folder(repository);
        string? commit =
            SnapshotOf(repository, revision)?.Commit ?? (revision is null ? folder.Commits().FirstOrDefault() : null);
        if (commit is null)
            return [];
        string snapshot = folder.Snapshot(commit),
            name = revision is null ? repository : $"{repository}@{revision}";
        if (folder.Find(commit, ModelFolder.IndexFile) is not null)
            return [new ModelFolder(name, snapshot)];
        string[] files =
        [
            .. Directory
                .GetFiles(snapshot, "*" + ModelFolder.Ending)
                .Where(PlainFolder.HasFile)
                .Order(StringComparer.Ordinal),
        ];
        return files.Length == 1
            ? [new ModelFolder(name, files[0])]
            : [.. files.Select(file => new ModelFolder($"{name}/{System.IO.Path.GetFileName(file)}", file))];
    }

    /// <summary>The folder of a repository.</summary>
    internal RepositoryFolder Folder(string repository) => new(Path, repository);

    /// <summary>Makes the folder, marked so that backups leave it out.</summary>
    internal void Create()
    {
        FolderFlush.Create(Path);
        AtomicFile.TryWriteNew(System.IO.Path.Combine(Path, Tag), s_tag);
    }
}
