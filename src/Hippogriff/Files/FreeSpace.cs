namespace Hippogriff.Files;

/// <summary>The room that a disk has left.</summary>
public static class FreeSpace
{
    /// <summary>Free bytes of the disk that holds a folder, as far as this user may write them; null if that is not
    /// known.</summary>
    public static long? Of(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
