using System.Text.Json;
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
    private readonly string _revision = name.Revision ?? HubName.DefaultRevision;
    private string[] _missing = [];

    /// <summary>The files that a request's patterns choose.</summary>
    public static SelectedFiles ByPattern(IReadOnlyList<string> paths, PullRequest request)
    {
        NamePatterns patterns = new(request.Include, request.Exclude);
        string[] chosen = [.. paths.Where(patterns.Matches)];
        return new SelectedFiles(chosen, chosen.Length == 0 ? ["No file of the repository fits the patterns."] : []);
    }

    /// <summary>Reads model_index.json.</summary>
    public static JsonElement ReadIndex(string path) =>
        JsonText.ReadFile<JsonElement>(path, null, fault => $"'{path}' cannot be read as a list of parts: {fault}.");

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
        return new PulledModel(
            name.Repository,
            _revision,
            commit,
            folder,
            [
                .. selected.Files.Select(path => new PulledFile(
                    path,
                    RegularFile.LengthOf(Path.Combine(folder, path)),
                    listed?.First(file => file.Path == path).Hash.Hex ?? "",
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
        if (request.Include is not null || request.Exclude.Count > 0)
            return ByPattern(all, request);
        try
        {
            string index = Path.Combine(folder, ModelFolder.IndexFile);
            return FileSelection.Choose(
                all,
                name is { Path: "", Tag: null } && File.Exists(index) ? ReadIndex(index) : null,
                request.Variant,
                name.Path,
                name.Tag
            );
        }
        catch (HippogriffException)
        {
            return null;
        }
    }
}
