using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub;

/// <summary>
/// Fetches models from the hub. Every file is checked by size and hash before it gets its name; an interrupted one goes
/// on where it stopped, also in another process. The token goes to the hub's own address only. Thread-safe.
/// </summary>
/// <param name="settings">Where the hub and the cache are.</param>
/// <param name="connection">What it takes from outside; null for the system's.</param>
public sealed class HubClient(HubSettings settings, HubConnection? connection = null) : IDisposable
{
    private readonly HubContext _shared = HubContext.Of(settings, connection ?? new HubConnection());

    /// <summary>The cache.</summary>
    public HubCache Cache => _shared.Cache;

    /// <summary>Fetches the files that a model needs.</summary>
    /// <param name="name">The repository, its revision, and a file or folder of it where only that is wanted.</param>
    /// <param name="request">What to fetch, and where to.</param>
    /// <param name="cancellationToken">Stops it; what came of an unfinished file is kept for the next run.</param>
    /// <exception cref="HubException">The hub does not give it; the message says what to do.</exception>
    /// <exception cref="HippogriffException">A needed file is missing, the disk is full, or a file is in the
    /// way.</exception>
    public async Task<PulledModel> PullAsync(
        HubName name,
        PullRequest? request = null,
        CancellationToken cancellationToken = default
    )
    {
        RequireHere(name);
        PullRequest asked = request ?? new PullRequest();
        PullReport report = new(asked.Progress);
        CachedPull cached = new(Cache, name, asked);
        PulledModel? here = cached.Find();
        if (settings.Offline)
            return here ?? throw cached.Missing();
        PullRun run = new(_shared, report, name, asked);
        try
        {
            return await run.RunAsync(here is null ? Waits.Tries : 0, cancellationToken);
        }
        catch (HubException error) when (error.IsWorthRetrying && !run.HasBegun && here is not null)
        {
            return here with
            {
                Notes = [.. here.Notes, $"The hub was not asked, so what the cache has may be old: {error.Message}"],
            };
        }
    }

    /// <summary>Fetches one file into the cache, or takes it from there.</summary>
    /// <param name="name">The repository, its revision and the file.</param>
    /// <param name="cancellationToken">Stops it; what came is kept for the next run.</param>
    /// <returns>The file's full path.</returns>
    /// <inheritdoc cref="PullAsync" path="/exception"/>
    public async Task<string> FileAsync(HubName name, CancellationToken cancellationToken = default)
    {
        RequireHere(name);
        RepositoryPath.Require(name.Path);
        string revision = name.RevisionOrDefault;
        string? here = Cache.Find(name.Repository, name.Path, revision);
        if (here is not null && (settings.Offline || RepositoryPath.IsCommit(revision)))
            return here;
        if (settings.Offline)
            throw new HubException(
                $"{name.Path} of {name} is not in the cache, and nothing may be fetched (HF_HUB_OFFLINE is set).",
                HubFault.Offline
            );
        PullRun run = new(_shared, new PullReport(null), name, new PullRequest());
        try
        {
            return await run.FileAsync(here is null ? Waits.Tries : 0, cancellationToken);
        }
        catch (HubException error) when (error.IsWorthRetrying && !run.HasBegun && here is not null)
        {
            return here;
        }
    }

    /// <summary>The files of a repository.</summary>
    /// <param name="name">The repository and its revision.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HubException">The hub does not tell.</exception>
    public async Task<HubListing> ListAsync(HubName name, CancellationToken cancellationToken = default)
    {
        RequireHere(name);
        if (settings.Offline)
            throw new HubException("Nothing may be fetched, because HF_HUB_OFFLINE is set.", HubFault.Offline);
        PullRun run = new(_shared, new PullReport(null), name, new PullRequest());
        return await run.ListAsync(Waits.Tries, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _shared.Http.Dispose();

    private void RequireHere(HubName name)
    {
        if (name.Elsewhere is { } other && !HubAddress.IsSameOrigin(other, settings.Endpoint))
            throw new HippogriffException(
                $"This link is of another hub than {settings.Endpoint}; name it as the endpoint ({other}) if it is "
                    + "meant."
            );
    }
}
