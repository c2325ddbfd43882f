using System.Collections.Concurrent;
using Hippogriff.Files;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;
using Hippogriff.Weights;

namespace Hippogriff.Hub;

/// <summary>Brings single files of a commit into a store.</summary>
internal sealed class FileTransfer(
    HubContext hub,
    HubProtocol protocol,
    HubListing listing,
    IFileStore store,
    PullReport report
)
{
    private readonly ConcurrentBag<HubEntry> _fetched = [];

    /// <summary>The folder that holds the files.</summary>
    public string Folder => store.Folder;

    /// <summary>The files that came over the network.</summary>
    public IReadOnlyCollection<HubEntry> Fetched => _fetched;

    /// <summary>Whether the file is here with the right content, which is read.</summary>
    public bool Has(HubEntry file, CancellationToken cancellationToken)
    {
        Require(file);
        report.Stage(PullStage.Checking, file.Path);
        return store.Has(file, report.Add, cancellationToken);
    }

    /// <summary>Fetches a file that is not here.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops it; what came is kept.</param>
    /// <param name="head">What the hub said of it; null asks.</param>
    public async Task FetchAsync(HubEntry file, CancellationToken cancellationToken, FileHead? head = null)
    {
        Require(file);
        report.Stage(PullStage.Fetching, file.Path);
        try
        {
            head ??= await HeadAsync(file, cancellationToken);
            using FileLock held = await FileLock.TakeAsync(store.LockOf(file), hub.Connection.Wait, cancellationToken);
            // another process may have fetched it while the lock was waited for
            if (store.Has(file, report.Add, cancellationToken))
                return;
            using IncompleteFile incomplete = IncompleteFile.Open(
                store.IncompleteOf(file),
                file.Hash,
                file.Size,
                cancellationToken
            );
            report.Add(incomplete.Length);
            await FillAsync(file, incomplete, head, cancellationToken);
            store.Take(incomplete, file);
            _fetched.Add(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.Explain(Path.Combine(store.Folder, file.Path), error);
        }
    }

    private async Task FillAsync(
        HubEntry file,
        IncompleteFile incomplete,
        FileHead head,
        CancellationToken cancellationToken
    )
    {
        BodyTransfer body = new(
            hub.Http,
            hub.Settings,
            hub.Connection,
            new HubAnswers(listing.Repository, listing.Revision, hub.Settings)
        )
        {
            Read = report.AddFetched,
            Waiting = report.Waiting,
        };
        await body.FillAsync(
            file.Path,
            incomplete,
            head.Address,
            async stop => (await HeadAsync(file, stop)).Address,
            cancellationToken
        );
    }

    /// <summary>Asks for a file; what is said must agree with the listing.</summary>
    private async Task<FileHead> HeadAsync(HubEntry file, CancellationToken cancellationToken)
    {
        FileHead head = await protocol.HeadAsync(
            listing.Repository,
            listing.Commit,
            file.Path,
            Waits.Tries,
            cancellationToken
        );
        if (
            head.Commit != listing.Commit
            || (head.Hash ?? file.Hash) != file.Hash
            || (head.Size ?? file.Size) != file.Size
        )
            throw new HubException(
                $"The hub contradicts itself about {Quoted.Name(file.Path)}: its list says another size, hash or "
                    + "commit than the file's own address.",
                HubFault.WrongContent
            );
        return head;
    }

    private static void Require(HubEntry file) => Naming.RepositoryPath.Require(file.Path);
}
