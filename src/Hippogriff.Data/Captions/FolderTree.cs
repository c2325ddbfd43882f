using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Data.Captions;

/// <summary>
/// All files below a folder. Links are followed, but no folder is visited twice; a real folder takes precedence over
/// links to it. Links to parent folders, hidden files and hidden folders are ignored.
/// </summary>
internal sealed class FolderTree
{
    /// <summary>Maximum depth; deeper folders are reported.</summary>
    private const int Deepest = 32;

    private static readonly EnumerationOptions s_here = new() { IgnoreInaccessible = false };
    private readonly Dictionary<string, List<string>> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase
    );
    private readonly Queue<(string Folder, int Depth)> _links = new();
    private readonly Action<string, string> _skip;

    private FolderTree(Action<string, string> skip) => _skip = skip;

    /// <summary>Folders, and the names of the files in each.</summary>
    public IReadOnlyDictionary<string, List<string>> Files => _files;

    /// <summary>Paths of all pictures in a stable order.</summary>
    public IEnumerable<string> Pictures =>
        _files
            .SelectMany(folder =>
                folder
                    .Value.Where(name => ImageFile.Extensions.Contains(Path.GetExtension(name)))
                    .Select(name => Path.Combine(folder.Key, name))
            )
            .Order(StringComparer.Ordinal);

    /// <summary>Reads a folder; <paramref name="skip"/> receives subfolders that cannot be read.</summary>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    public static FolderTree Of(string folder, Action<string, string> skip)
    {
        FolderTree tree = new(skip);
        string? real = RealPath.Of(folder);
        if (real is not null)
            tree._seen.Add(real);
        tree.Look(folder, 0);
        while (tree._links.TryDequeue(out (string Folder, int Depth) link))
            if (RealPath.Of(link.Folder) is { } target && !Holds(target, real) && tree._seen.Add(target))
                tree.TryLook(link.Folder, link.Depth);
        return tree;
    }

    /// <summary>Whether a link points to a parent folder, which would include unrelated files.</summary>
    private static bool Holds(string above, string? folder) =>
        folder?.StartsWith(
            Path.EndsInDirectorySeparator(above) ? above : above + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        ) == true;

    private void Look(string folder, int depth)
    {
        List<string> names = [];
        List<DirectoryInfo> folders = [];
        foreach (
            FileSystemInfo entry in new DirectoryInfo(folder)
                .EnumerateFileSystemInfos("*", s_here)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            if (entry is DirectoryInfo below)
                folders.Add(below);
            else
                names.Add(entry.Name);
        }
        _files[folder] = names;
        foreach (DirectoryInfo below in folders)
        {
            string path = Path.Combine(folder, below.Name);
            if (depth == Deepest)
                _skip(path, $"'{path}' lies {Deepest} folders deep and is skipped.");
            else if (below.LinkTarget is not null)
                _links.Enqueue((path, depth + 1));
            else if (RealPath.Of(path) is { } real && _seen.Add(real))
                TryLook(path, depth + 1);
        }
    }

    private void TryLook(string folder, int depth)
    {
        try
        {
            Look(folder, depth);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _skip(
                folder,
                $"The folder '{folder}' cannot be read, so what is in it is left out: {error.Message.TrimEnd('.')}."
            );
        }
    }
}
