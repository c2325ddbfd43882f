using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Weights;

namespace Hippogriff.Training.Data;

/// <summary>Names inside of a zip, which are whatever its maker wrote there.</summary>
internal static class ZipEntryName
{
    private const int MostFolders = 8, LongestPart = 120;
    private static readonly string[] s_captions = [".txt", ".jsonl", ".csv"];
    private static readonly System.Buffers.SearchValues<char> s_refused = System.Buffers.SearchValues.Create("<>:\"|?*");

    /// <summary>The parts of a name, folders first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="called">What to call the zip in a sentence.</param>
    /// <exception cref="HippogriffException">It leads out of the folder, or not every system could write it.</exception>
    public static string[] Parts(string name, string called)
    {
        string plain = name.Replace('\\', '/'); // as some Windows programs write
        if (plain.StartsWith('/') || plain.Split('/').Contains("..") || (plain.Length > 1 && plain[1] == ':'))
            throw new HippogriffException($"{called} holds {Quoted.Name(name)}, which leads out of its folder; names inside are relative and have no '..'.");
        string[] parts = plain.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MostFolders + 1) throw new HippogriffException($"{called} holds {Quoted.Name(name)}, which lies {parts.Length - 1} folders deep; {MostFolders} are allowed.");
        foreach (string part in parts)
        {
            if (part.Length > LongestPart) throw new HippogriffException($"{called} holds the name {Quoted.Name(part)} of {part.Length} characters; {LongestPart} are allowed.");
            if (part.AsSpan().ContainsAny(s_refused) || part.Any(char.IsControl) || part[^1] is '.' or ' ' || DeviceName.Is(part))
                throw new HippogriffException($"{called} holds the name {Quoted.Name(part)}, which not every system can write; rename it.");
        }
        return parts;
    }

    /// <summary>True for pictures and captions; what else lies in a zip stays there, hidden files and folders too.</summary>
    public static bool IsWanted(string[] parts)
    {
        if (parts.Length == 0 || parts.Any(part => part[0] == '.' || part == "__MACOSX")) return false;
        string ending = Path.GetExtension(parts[^1]);
        return ImageFile.Extensions.Contains(ending) || s_captions.Contains(ending, StringComparer.OrdinalIgnoreCase);
    }
}
