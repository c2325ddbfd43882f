namespace Hippogriff.Hub.Naming;

/// <summary>What a name or a pasted link asks for: a repository, and perhaps a revision and a file in it.</summary>
/// <param name="Repository">"owner/name", or "name" for the few old repositories without an owner.</param>
public sealed record HubName(string Repository)
{
    /// <summary>Branch, tag or commit; null for the default branch.</summary>
    public string? Revision { get; init; }

    /// <summary>Path of a file or folder in the repository; empty for the whole.</summary>
    public string Path { get; init; } = "";

    /// <summary>What chooses one of several files by its name ("Q4_K_M"); null if nothing was said.</summary>
    public string? Tag { get; init; }

    /// <summary>The address of another hub that a pasted link named; null for the configured one.</summary>
    public Uri? Elsewhere { get; init; }

    /// <summary>The owner; null for the few old repositories without one.</summary>
    public string? Owner => Repository.IndexOf('/') is >= 0 and var slash ? Repository[..slash] : null;

    /// <summary>The name without its owner.</summary>
    public string Name => Repository[(Repository.IndexOf('/') + 1)..];

    /// <summary>The default branch.</summary>
    public const string DefaultRevision = "main";

    /// <summary>The revision, or the default branch.</summary>
    internal string RevisionOrDefault => Revision ?? DefaultRevision;

    /// <summary>
    /// Reads a name ("owner/name", "owner/name@revision", "owner/name/file", "hf://owner/name") or a link from a
    /// browser's address line (.../tree/main, .../blob/main/file, .../resolve/main/file?download=true).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="endpoint">The hub's address; null for <see cref="HubAddress.Default"/>.</param>
    /// <exception cref="HippogriffException">It is no name of a model repository; the message says what it is
    /// instead.</exception>
    public static HubName Parse(string text, Uri? endpoint = null) => new HubNameReader(text, endpoint).Read();

    /// <summary>"owner/name", and "@revision" where one was said.</summary>
    public override string ToString() => Revision is null ? Repository : $"{Repository}@{Revision}";
}
