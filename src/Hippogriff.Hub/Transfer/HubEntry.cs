using Hippogriff.Files;

namespace Hippogriff.Hub.Transfer;

/// <summary>A file as the hub's listing of a commit has it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">The hash of its content.</param>
public sealed record HubEntry(string Path, long Size, ContentHash Hash)
{
    /// <summary>Git's id of the file or, for a large one, of the text that stands for it.</summary>
    public string? GitId { get; init; }

    /// <summary>Whether a file has this content. One of another size is not read.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="read">Receives the number of bytes of each piece read; if they are wrong, all of them once more,
    /// negative.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal bool IsAt(string path, Action<long>? read, CancellationToken cancellationToken)
    {
        using FileStream file = RegularFile.Open(path, buffer: 0);
        if (file.Length != Size)
            return false;
        long done = 0;
        bool right = Hash.IsOf(
            file,
            length =>
            {
                done += length;
                read?.Invoke(length);
            },
            cancellationToken
        );
        if (!right)
            read?.Invoke(-done);
        return right;
    }

    /// <summary>The files by their paths; of two with one path the first.</summary>
    internal static Dictionary<string, HubEntry> ByPath(IEnumerable<HubEntry> files) =>
        files.DistinctBy(file => file.Path).ToDictionary(file => file.Path, StringComparer.Ordinal);
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
