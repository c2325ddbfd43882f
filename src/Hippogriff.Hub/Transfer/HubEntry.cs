namespace Hippogriff.Hub.Transfer;

/// <summary>A file as the hub's listing of a commit has it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">The hash of its content.</param>
public sealed record HubEntry(string Path, long Size, ContentHash Hash)
{
    /// <summary>Git's id of the file or, for a large one, of the text that stands for it.</summary>
    public string? GitId { get; init; }
}

/// <summary>The files of a commit.</summary>
/// <param name="Repository">"owner/name".</param>
/// <param name="Revision">The revision that was asked for.</param>
/// <param name="Commit">The commit that it means: 40 hex digits.</param>
/// <param name="Files">Its files.</param>
public sealed record HubListing(string Repository, string Revision, string Commit, IReadOnlyList<HubEntry> Files)
{
    /// <summary>The file with a path; null if there is none.</summary>
    public HubEntry? Find(string path) => Files.FirstOrDefault(file => file.Path == path);
}

/// <summary>What the hub says of a file before its bytes are sent.</summary>
/// <param name="Commit">The commit: 40 hex digits.</param>
/// <param name="Hash">The hash of the content; null if it is no hash that can be checked.</param>
/// <param name="Size">Size in bytes; null if it was not said.</param>
/// <param name="Address">Where its bytes are.</param>
internal sealed record FileHead(string Commit, ContentHash? Hash, long? Size, Uri Address);
