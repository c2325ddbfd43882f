using Hippogriff.Files;
using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Faults;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Selection;
using Hippogriff.Hub.Transfer;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Hub;

/// <summary>Answers a pull from the cache alone: only if everything that it asks for is there.</summary>
internal sealed class CachedPull(HubCache cache, HubName name, PullRequest request)
{
    private readonly string _revision = name.RevisionOrDefault;
    private readonly FileChoice _choice = new(name, request);
    private string[] _missing = [];

    /// <summary>What the cache has; null if anything is missing, or it is not known what there should be.</summary>
    public PulledModel? Find()
    {
        if (request.Folder is not null || cache.SnapshotOf(name.Repository, _revision) is not var (commit, folder))
            return null;
        (IReadOnlyList<HubEntry>? listed, IReadOnlyList<string> here) = cache.FilesOf(name.Repository, commit);
        IReadOnlyList<string> all = listed is null ? here : [.. listed.Select(file => file.Path)];
        SelectedFiles? selected = Select(all, folder);
        if (selected is null)
            return null;
        _missing = [.. selected.Files.Except(here)];
        if (_missing.Length > 0 || selected.Files.Count == 0)
            return null;
        Dictionary<string, HubEntry>? byPath = listed is null ? null : HubEntry.ByPath(listed);
        return new PulledModel(
            name.Repository,
            _revision,
            commit,
            folder,
            [
                .. selected.Files.Select(path => new PulledFile(
                    path,
                    RegularFile.LengthOf(Path.Combine(folder, path)),
                    byPath?[path].Hash.Hex ?? "",
                    Fetched: false
                )),
            ],
            listed is null && request.Include is not null
                ? [.. selected.Notes, "Which files the repository has is not known; those in the cache are taken."]
                : selected.Notes
        );
    }

    /// <summary>The refusal where nothing may be fetched.</summary>
    public HubException Missing() =>
        new(
            cache.SnapshotOf(name.Repository, _revision) is null
                ? $"{name} is not in the cache '{cache.Path}', and nothing may be fetched (HF_HUB_OFFLINE is set)."
                : $"{name} is incomplete in the cache, "
                    + (
                        _missing.Length == 0
                            ? ""
                            : $"{Counted.Of(_missing.Length, "file")} such as {_missing[0]} missing, "
                    )
                    + "and nothing may be fetched (HF_HUB_OFFLINE is set).",
            HubFault.Offline
        );

    private SelectedFiles? Select(IReadOnlyList<string> all, string folder)
    {
        string index = Path.Combine(folder, ModelFolder.IndexFile);
        try
        {
            return _choice.Of(all, _choice.ReadsIndex && File.Exists(index) ? index : null);
        }
        catch (HippogriffException) when (!_choice.IsByPatterns)
        {
            return null;
        }
    }
}
