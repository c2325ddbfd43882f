using System.Text.RegularExpressions;

namespace Hippogriff.Files;

/// <summary>Names that belong to devices on some systems, whatever folder they stand in.</summary>
internal static partial class DeviceName
{
    /// <summary>True for "con", "com1" and their like, with any ending.</summary>
    public static bool Is(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
