using System.Buffers;
using System.Text;

namespace Hippogriff.Files;

/// <summary>
/// What names of files and folders a system takes, and which of them it takes for one. Handed in instead of asked of
/// the running system, so that the rules of every system are tried on each; what travels from one to another (zips,
/// names that people type into the studio) is held against those of <see cref="All"/>.
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

    /// <summary>Linux: any bytes but / and NUL, 255 of them, case counts.</summary>
    public static FileNameRules Linux { get; } = new(windows: false, bytes: true, ignoresCase: false);

    /// <summary>macOS with its usual file system: as Linux, but case does not count.</summary>
    public static FileNameRules Mac { get; } = new(windows: false, bytes: true, ignoresCase: true);

    /// <summary>
    /// Windows (Microsoft, "Naming Files, Paths, and Namespaces"): some characters, ends and names of devices are not
    /// taken; 255 UTF-16 units; case does not count.
    /// </summary>
    public static FileNameRules Windows { get; } = new(windows: true, bytes: false, ignoresCase: true);

    /// <summary>What every system takes.</summary>
    public static FileNameRules All { get; } = new(windows: true, bytes: true, ignoresCase: true);

    /// <summary>The system that this runs on.</summary>
    public static FileNameRules OfThisSystem { get; } =
        OperatingSystem.IsWindows() ? Windows
        : OperatingSystem.IsMacOS() ? Mac
        : Linux;

    /// <summary>Whether two names that differ in case are one.</summary>
    public bool IgnoresCase { get; }

    /// <summary>Tells names of one folder apart as the system does.</summary>
    public StringComparer Comparer => IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>What lengths are counted in.</summary>
    public string Unit => _bytes ? "bytes" : "letters";

    /// <summary>Length of a name as the system counts it.</summary>
    public int LengthOf(string name) => _bytes ? Encoding.UTF8.GetByteCount(name) : name.Length;

    /// <summary>
    /// Why no file or folder can be called so, as a clause behind the name: "ends with a space". Null where it can.
    /// </summary>
    /// <param name="name">One name, without the folders before it.</param>
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

    /// <summary>The names that a path is made of, folders first; a drive is one of them ("C:").</summary>
    public string[] Parts(string path) =>
        path.Split(_windows ? ['/', '\\'] : ['/'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Whether a path that should be relative leads out of the folder that it is put behind: it begins at a root, a
    /// drive or another machine, or goes up.
    /// </summary>
    public bool LeadsOut(string path) =>
        path.StartsWith('/')
        || (_windows && (path.StartsWith('\\') || (path.Length > 1 && path[1] == ':')))
        || Parts(path).Contains("..");

    /// <summary>
    /// <paramref name="stem"/> and <paramref name="ending"/> as one name that is not too long: the stem is cut, between
    /// two characters.
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

    /// <summary>UTF-8 has no bytes for half of a surrogate pair, so two such names would be one.</summary>
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
