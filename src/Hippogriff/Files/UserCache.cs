namespace Hippogriff.Files;

/// <summary>Where this user's programs keep what they can make again.</summary>
internal static class UserCache
{
    /// <summary>Our folder there, which may not exist yet; null if there is no such place.</summary>
    public static string? Folder =>
        Of(
            Environment.GetEnvironmentVariable,
            place => Environment.GetFolderPath(place, Environment.SpecialFolderOption.DoNotVerify),
            FileNameRules.OfThisSystem
        );

    /// <summary>The same on any system.</summary>
    /// <param name="variable">The value of an environment variable; null if it is not set.</param>
    /// <param name="place">The path of a folder of the system; empty if there is none.</param>
    /// <param name="system">The rules of names tell the system.</param>
    internal static string? Of(
        Func<string, string?> variable,
        Func<Environment.SpecialFolder, string> place,
        FileNameRules system
    )
    {
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } own && Path.IsPathRooted(own))
            return Path.Combine(own, "hippogriff");
        if (system == FileNameRules.Windows)
            return Below(place(Environment.SpecialFolder.LocalApplicationData), "Hippogriff", "cache");
        string home = place(Environment.SpecialFolder.UserProfile);
        return system == FileNameRules.Mac
            ? Below(home, "Library", "Caches", "hippogriff")
            : Below(home, ".cache", "hippogriff");
    }

    private static string? Below(string place, params string[] names) =>
        place.Length > 0 ? Path.Combine([place, .. names]) : null;
}
