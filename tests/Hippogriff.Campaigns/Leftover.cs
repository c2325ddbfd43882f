using Hippogriff.Files;

namespace Hippogriff.Campaigns;

/// <summary>Temporary files of ours.</summary>
internal static class Leftover
{
    /// <summary>A file that is being written, or was left by a process that is no more.</summary>
    public static bool Is(string path) => AtomicFile.IsTemporary(Path.GetFileName(path));
}
