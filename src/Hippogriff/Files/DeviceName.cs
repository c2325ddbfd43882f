using System.Text.RegularExpressions;

namespace Hippogriff.Files;

/// <summary>Names that are reserved for devices on some systems, in any folder.</summary>
internal static partial class DeviceName
{
    /// <summary>True for "con", "com1" and the like, with any extension.</summary>
    public static bool Is(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
