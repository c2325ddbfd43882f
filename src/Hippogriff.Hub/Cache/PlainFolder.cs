using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Cache;

/// <summary>Writes below a folder only where no link leads out of it.</summary>
internal static class PlainFolder
{
    /// <summary>The full path of a file below a folder; its folders are created.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="path">Path with slashes, see <see cref="Naming.RepositoryPath.Require"/>.</param>
    /// <exception cref="HippogriffException">A folder on the way is a link or a file.</exception>
    public static string Prepare(string root, string path)
    {
        string[] parts = path.Split('/');
        string at = root;
        FolderFlush.Create(root);
        foreach (string part in parts[..^1])
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null)
                throw new HippogriffException(
                    $"{Quoted.Name(at)} is a link to another folder, so nothing is written below it; remove the link."
                );
            FolderFlush.Create(at);
        }
        return Path.Combine(at, parts[^1]);
    }

    /// <summary>Whether a path is a file, or a link that leads to one; of a link that leads nowhere
    /// <see cref="File.Exists"/> says yes.</summary>
    public static bool HasFile(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file
                && (
                    file.LinkTarget is null
                    || file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true }
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // links in a circle, or a folder that may not be read
        }
    }
}
