using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Selection;

namespace Hippogriff.Hub;

/// <summary>Chooses the files of a pull: those that fit its patterns, or those that the model needs.</summary>
internal sealed class FileChoice(HubName name, PullRequest request)
{
    /// <summary>Whether patterns choose.</summary>
    public bool IsByPatterns => request.Include is not null || request.Exclude.Count > 0;

    /// <summary>Whether model_index.json decides, where the repository has one.</summary>
    public bool ReadsIndex => !IsByPatterns && name is { Path: "", Tag: null };

    /// <summary>Chooses.</summary>
    /// <param name="paths">All paths of the repository.</param>
    /// <param name="index">Full path of its model_index.json, for <see cref="ReadsIndex"/>; null if there is
    /// none.</param>
    /// <exception cref="HippogriffException">See <see cref="FileSelection.Choose"/>.</exception>
    public SelectedFiles Of(IReadOnlyList<string> paths, string? index) =>
        IsByPatterns
            ? ByPatterns(paths)
            : FileSelection.Choose(
                paths,
                index is null ? null : ReadIndex(index),
                request.Variant,
                name.Path,
                name.Tag
            );

    private SelectedFiles ByPatterns(IReadOnlyList<string> paths)
    {
        NamePatterns patterns = new(request.Include, request.Exclude);
        string[] chosen = [.. paths.Where(patterns.Matches)];
        return new SelectedFiles(chosen, chosen.Length == 0 ? ["No file of the repository fits the patterns."] : []);
    }

    private static JsonElement ReadIndex(string path) =>
        JsonText.ReadFile<JsonElement>(path, null, fault => $"'{path}' cannot be read as a list of parts: {fault}.");
}
