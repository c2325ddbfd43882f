namespace Hippogriff.Campaigns;

/// <summary>Folders to work in.</summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";

    /// <summary>
    /// A fresh folder: in memory where Linux has a place for that, since hundreds of thousands of small files are
    /// written.
    /// </summary>
    public static string New(bool inMemory = true)
    {
        if (!inMemory || !Directory.Exists(Memory))
            return Directory.CreateTempSubdirectory("hippogriff-campaign-").FullName;
        string folder = Path.Combine(Memory, "hippogriff-campaign-" + Path.GetRandomFileName());
        return Directory.CreateDirectory(folder).FullName;
    }
}
