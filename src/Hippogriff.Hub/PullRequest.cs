namespace Hippogriff.Hub;

/// <summary>What to fetch of a repository, and where to.</summary>
public sealed record PullRequest
{
    /// <summary>The variant of the weights, such as "fp16"; null for the plain one.</summary>
    public string? Variant { get; init; }

    /// <summary>A folder for the files; null for the cache that other tools share.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// Patterns of the files to fetch, see <see cref="Selection.NamePatterns"/>; null for those that a model needs.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns of files to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>How many files are fetched at the same time, 1 to <see cref="MostAtOnce"/>.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>The largest number of files at the same time.</summary>
    public const int MostAtOnce = 16;

    /// <summary>Whether to only say what would be fetched.</summary>
    public bool DryRun { get; init; }

    /// <summary>Receives what happens, one report at a time, on a thread that fetches.</summary>
    public IProgress<PullProgress>? Progress { get; init; }
}

/// <summary>What a pull does at a moment.</summary>
public enum PullStage
{
    /// <summary>The hub is asked which files there are.</summary>
    Listing,

    /// <summary>A file that is here already is read and its hash compared.</summary>
    Checking,

    /// <summary>Bytes are fetched.</summary>
    Fetching,

    /// <summary>A request failed or was refused for now, and is repeated after a wait.</summary>
    Waiting,
}

/// <summary>How far a pull is.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="File">The file; null while listing.</param>
/// <param name="Done">Bytes of all files that are here.</param>
/// <param name="Total">Bytes of all files.</param>
public sealed record PullProgress(PullStage Stage, string? File, long Done, long Total)
{
    /// <summary>How long it waits; zero in other stages.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Bytes that came over the network in this run.</summary>
    public long Fetched { get; init; }
}

/// <summary>A file of a pulled model.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Hash">The hash that was checked: SHA-256, or git's blob id for small files.</param>
/// <param name="Fetched">Whether it came over the network in this run; in a dry run, whether it would.</param>
public sealed record PulledFile(string Path, long Bytes, string Hash, bool Fetched);

/// <summary>What was pulled.</summary>
/// <param name="Repository">"owner/name".</param>
/// <param name="Revision">The revision that was asked for.</param>
/// <param name="Commit">The commit: 40 hex digits.</param>
/// <param name="Folder">The folder that holds the files.</param>
/// <param name="Files">The files.</param>
/// <param name="Notes">What a user should know, one sentence each.</param>
public sealed record PulledModel(
    string Repository,
    string Revision,
    string Commit,
    string Folder,
    IReadOnlyList<PulledFile> Files,
    IReadOnlyList<string> Notes
)
{
    /// <summary>What to load: the folder, or the one .safetensors file where there is no model_index.json.</summary>
    public string Path =>
        Files.Any(file => file.Path == Weights.ModelFolder.IndexFile) ? Folder
        : Files.Where(file => file.Path.EndsWith(Weights.ModelFolder.Ending, StringComparison.Ordinal)).ToArray()
            is [var only]
            ? System.IO.Path.Combine(Folder, only.Path)
        : Folder;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}
