using System.Buffers;
using System.Text;

namespace Hippogriff.Files;

/// <summary>
/// Which names of files and folders a system accepts, and which of them it treats as equal. The rules are passed in and
/// not asked of the running system, so the rules of every system can be tested on each. Names that travel between
/// systems (zips, names typed into the studio) are checked against <see cref="All"/>.
/// </summary>
public sealed class FileNameRules
{
    private const int Longest = 255;
    private static readonly SearchValues<char> s_unixForbidden = SearchValues.Create("/\0");
    private static readonly SearchValues<char> s_windowsForbidden = SearchValues.Create(
        "<>:\"/\\|?*" + new string([.. Enumerable.Range(0, 32).Select(i => (char)i)])
    );

    private readonly bool _windows,
        _bytes;

    private FileNameRules(bool windows, bool bytes, bool ignoresCase) =>
        (_windows, _bytes, IgnoresCase) = (windows, bytes, ignoresCase);

    /// <summary>Linux: any bytes except / and NUL, at most 255, case-sensitive.</summary>
    public static FileNameRules Linux { get; } = new(windows: false, bytes: true, ignoresCase: false);

    /// <summary>macOS with its default file system: as Linux, but case-insensitive.</summary>
    public static FileNameRules Mac { get; } = new(windows: false, bytes: true, ignoresCase: true);

    /// <summary>
    /// Windows (Microsoft, "Naming Files, Paths, and Namespaces"): some characters, endings and device names are not
    /// accepted. At most 255 UTF-16 units, case-insensitive.
    /// </summary>
    public static FileNameRules Windows { get; } = new(windows: true, bytes: false, ignoresCase: true);

    /// <summary>Names that every system accepts.</summary>
    public static FileNameRules All { get; } = new(windows: true, bytes: true, ignoresCase: true);

    /// <summary>The rules of the running system.</summary>
    public static FileNameRules OfThisSystem { get; } =
        OperatingSystem.IsWindows() ? Windows
        : OperatingSystem.IsMacOS() ? Mac
        : Linux;

    /// <summary>Whether names that differ only in case are equal.</summary>
    public bool IgnoresCase { get; }

    /// <summary>Compares names of one folder as the system does.</summary>
    public StringComparer Comparer => IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The unit of lengths.</summary>
    public string Unit => _bytes ? "bytes" : "letters";

    /// <summary>Length of a name in that unit.</summary>
    public int LengthOf(string name) => _bytes ? Encoding.UTF8.GetByteCount(name) : name.Length;

    /// <summary>
    /// Why a name is not accepted, as a clause that follows the name: "ends with a space". Null if it is accepted.
    /// </summary>
    /// <param name="name">One name, without its folders.</param>
    public string? Fault(string name)
    {
        if (name.Length == 0)
            return "is empty";
        if (name is "." or "..")
            return "means a folder";
        if (name.AsSpan().ContainsAny(_windows ? s_windowsForbidden : s_unixForbidden))
            return _windows ? "holds one of < > : \" / \\ | ? * or a control character" : "holds a slash or NUL";
        if (HasHalfPair(name))
            return "holds half a character";
        if (_windows && name[^1] is '.' or ' ')
            return $"ends with a {(name[^1] == '.' ? "dot" : "space")}";
        if (_windows && DeviceName.Is(name))
            return "belongs to a device";
        return LengthOf(name) > Longest ? $"has {LengthOf(name)} {Unit}, and {Longest} are allowed" : null;
    }

    /// <summary>The names in a path, folders first; a drive ("C:") is one of them.</summary>
    public string[] Parts(string path) =>
        path.Split(_windows ? ['/', '\\'] : ['/'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Whether a path that should be relative leads out of its base folder. Such a path begins at a root, a drive or
    /// another machine, or goes up.
    /// </summary>
    public bool LeadsOut(string path) =>
        path.StartsWith('/')
        || (_windows && (path.StartsWith('\\') || (path.Length > 1 && path[1] == ':')))
        || Parts(path).Contains("..");

    /// <summary>
    /// <paramref name="stem"/> and <paramref name="ending"/> as one name. A stem that is too long is cut between two
    /// characters.
    /// </summary>
    public string Fit(string stem, string ending)
    {
        int room = Longest - LengthOf(ending);
        StringBuilder fitted = new();
        foreach (Rune rune in stem.EnumerateRunes())
        {
            room -= _bytes ? rune.Utf8SequenceLength : rune.Utf16SequenceLength;
            if (room < 0)
                break;
            fitted.Append(rune.ToString());
        }
        return fitted.Append(ending).ToString();
    }

    /// <summary>UTF-8 cannot encode an unpaired surrogate, so two such names would become equal.</summary>
    private static bool HasHalfPair(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                i++;
            else if (char.IsSurrogate(name[i]))
                return true;
        }
        return false;
    }
}
