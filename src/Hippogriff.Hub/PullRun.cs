using Hippogriff.Files;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Selection;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;
using Hippogriff.Pipelines;
using Hippogriff.Weights;

namespace Hippogriff.Hub;

/// <summary>One pull: asks for the files of a commit, chooses, checks what is here, and fetches the rest.</summary>
internal sealed class PullRun(HubContext hub, PullReport report, HubName name, PullRequest request)
{
    private readonly HubProtocol _protocol = new(hub.Http, hub.Settings, hub.Connection, report.Waiting);

    /// <summary>Whether the hub answered, so that a later failure is not hidden by the cache.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Pulls.</summary>
    /// <param name="tries">How often to repeat the first questions.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PulledModel> RunAsync(int tries, CancellationToken cancellationToken)
    {
        HubListing listing = await ListAsync(tries, cancellationToken);
        HasBegun = true;
        IFileStore store = StoreOf(listing.Commit);
        FileTransfer transfer = new(hub, _protocol, listing, store, report);
        SelectedFiles selected = await SelectAsync(listing, transfer, cancellationToken);
        Dictionary<string, HubEntry> byPath = HubEntry.ByPath(listing.Files);
        HubEntry[] files = [.. selected.Files.Select(path => byPath[path])];
        foreach (HubEntry file in files)
            RepositoryPath.Require(file.Path);
        RequireOwnNames(files);
        report.Begin(files.Sum(file => file.Size));
        List<HubEntry> missing = [];
        foreach (HubEntry file in files)
            if (!transfer.Has(file, cancellationToken))
                missing.Add(file);
        if (!request.DryRun)
        {
            RequireSpace(store, missing);
            await FetchAsync(missing, transfer, cancellationToken);
            store.Complete(listing.Revision);
        }
        HashSet<HubEntry> fetched = [.. missing, .. transfer.Fetched];
        return new PulledModel(
            listing.Repository,
            listing.Revision,
            listing.Commit,
            store.Folder,
            [.. files.Select(file => new PulledFile(file.Path, file.Size, file.Hash.Hex, fetched.Contains(file)))],
            selected.Notes
        );
    }

    /// <summary>
    /// Fetches some files at a time. The first failure stops the others, whose parts are gone on from the next time.
    /// </summary>
    private Task FetchAsync(
        IReadOnlyList<HubEntry> files,
        FileTransfer transfer,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            files,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Clamp(request.AtOnce, 1, PullRequest.MostAtOnce),
                CancellationToken = cancellationToken,
            },
            async (file, stop) => await transfer.FetchAsync(file, stop)
        );

    /// <summary>Fetches one file by its own address.</summary>
    public async Task<string> FileAsync(int tries, CancellationToken cancellationToken)
    {
        string revision = name.RevisionOrDefault;
        FileHead head = await _protocol.HeadAsync(name.Repository, revision, name.Path, tries, cancellationToken);
        HasBegun = true;
        HubEntry file;
        if (head is { Hash: { } hash, Size: { } size })
            file = new HubEntry(name.Path, size, hash);
        else
        {
            // nothing to check it by: the listing has it
            HubListing whole = await ListOfAsync(head.Commit, tries, cancellationToken);
            file =
                whole.Find(name.Path)
                ?? throw new HubException(
                    $"The hub lists no file {Quoted.Name(name.Path)} in {name}.",
                    HubFault.NoSuchFile
                );
        }
        IFileStore store = StoreOf(head.Commit);
        HubListing listing = new(name.Repository, revision, head.Commit, [file]);
        FileTransfer transfer = new(hub, _protocol, listing, store, report);
        if (!transfer.Has(file, cancellationToken))
        {
            RequireSpace(store, [file]);
            await transfer.FetchAsync(file, cancellationToken, head);
        }
        store.Complete(revision);
        return Path.Combine(store.Folder, file.Path);
    }

    /// <summary>The files of the revision.</summary>
    public async Task<HubListing> ListAsync(int tries, CancellationToken cancellationToken)
    {
        report.Stage(PullStage.Listing, null);
        string revision = name.RevisionOrDefault;
        string commit = await _protocol.CommitAsync(name.Repository, revision, tries, cancellationToken);
        return await ListOfAsync(commit, tries, cancellationToken);
    }

    private async Task<HubListing> ListOfAsync(string commit, int tries, CancellationToken cancellationToken)
    {
        string stored = hub.Cache.Folder(name.Repository).Listing(commit);
        IReadOnlyList<HubEntry>? files = request.Folder is null ? StoredListing.Read(stored) : null;
        if (files is null)
        {
            files = await _protocol.ListAsync(name.Repository, commit, tries, cancellationToken);
            if (request is { Folder: null, DryRun: false })
            {
                hub.Cache.Create();
                StoredListing.Write(stored, files);
            }
        }
        return new HubListing(name.Repository, name.RevisionOrDefault, commit, files);
    }

    private async Task<SelectedFiles> SelectAsync(
        HubListing listing,
        FileTransfer transfer,
        CancellationToken cancellationToken
    )
    {
        string[] paths = [.. listing.Files.Select(file => file.Path)];
        FileChoice choice = new(name, request);
        string? index = null;
        if (choice.ReadsIndex && listing.Find(ModelFolder.IndexFile) is { } small)
        {
            if (!transfer.Has(small, cancellationToken))
                await transfer.FetchAsync(small, cancellationToken);
            index = Path.Combine(transfer.Folder, small.Path);
        }
        return choice.Of(paths, index);
    }

    private IFileStore StoreOf(string commit)
    {
        CacheStore cache = new(hub.Cache, name.Repository, commit, hub.Settings.UsesLinks);
        return request.Folder is { } folder
            ? new FolderStore(Path.GetFullPath(folder), commit, hub.Connection.Clock, cache)
            : cache;
    }

    private void RequireSpace(IFileStore store, IReadOnlyList<HubEntry> missing)
    {
        if (missing.Count == 0)
            return;
        string[] incomplete = [.. missing.Select(store.IncompleteOf)];
        string folder = Path.GetDirectoryName(incomplete[0])!;
        long there = incomplete.Where(File.Exists).Sum(file => new FileInfo(file).Length);
        long needed = missing.Sum(file => file.Size) - there;
        if (hub.Connection.FreeBytes(folder) is { } free && free < needed)
            throw new DiskFullException(
                $"{MemoryNeed.Megabytes(needed)} are to be fetched and the disk of '{folder}' has "
                    + $"{MemoryNeed.Megabytes(free)} left; free some space, or choose another folder."
            );
    }

    /// <summary>Two names that this system takes for one would overwrite each other.</summary>
    private static void RequireOwnNames(IReadOnlyList<HubEntry> files)
    {
        HashSet<string> names = new(FileNameRules.OfThisSystem.Comparer);
        foreach (HubEntry file in files)
            if (!names.Add(file.Path))
                throw new HippogriffException(
                    $"The repository has two files called {Quoted.Name(file.Path)} but for capital letters, which this "
                        + "system takes for one."
                );
    }
}
