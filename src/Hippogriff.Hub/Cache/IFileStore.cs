using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub.Cache;

/// <summary>Where the files of a repository are put: the shared cache, or a folder of the user.</summary>
internal interface IFileStore
{
    /// <summary>The folder that holds them, by the names that they have in the repository.</summary>
    string Folder { get; }

    /// <summary>Whether the file is here with the right content, which is read.</summary>
    /// <exception cref="HippogriffException">Another file lies in its place, which is not replaced.</exception>
    bool Has(HubEntry file, Action<long>? read, CancellationToken cancellationToken);

    /// <summary>The lock for the time in which it is fetched.</summary>
    string LockOf(HubEntry file);

    /// <summary>Where it is while it is incomplete; the folder exists.</summary>
    string IncompleteOf(HubEntry file);

    /// <summary>Puts the whole file in its place.</summary>
    void Take(IncompleteFile whole, HubEntry file);

    /// <summary>Notes that all that was asked for of a revision is here.</summary>
    void Complete(string revision);
}
