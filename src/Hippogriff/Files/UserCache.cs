namespace Hippogriff.Files;

/// <summary>Where this user's programs keep what they can make again.</summary>
internal static class UserCache
{
    /// <summary>Our folder there, which may not exist yet; null if there is no such place.</summary>
    public static string? Folder
    {
        get
        {
            string? own = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!string.IsNullOrEmpty(own) && Path.IsPathRooted(own))
                return Path.Combine(own, "hippogriff");
            if (OperatingSystem.IsWindows())
                return Below(Environment.SpecialFolder.LocalApplicationData, "Hippogriff", "cache");
            return OperatingSystem.IsMacOS()
                ? Below(Environment.SpecialFolder.UserProfile, "Library", "Caches", "hippogriff")
                : Below(Environment.SpecialFolder.UserProfile, ".cache", "hippogriff");
        }
    }

    private static string? Below(Environment.SpecialFolder place, params string[] names) =>
        Environment.GetFolderPath(place, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path
            ? Path.Combine([path, .. names])
            : null;
}
