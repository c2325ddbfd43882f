using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Data.Zips;

/// <summary>Validates names inside a zip, which are untrusted.</summary>
internal static class ZipEntryName
{
    private const int MostFolders = 8,
        LongestPart = 120;
    private static readonly string[] s_captions = [".txt", ".jsonl", ".csv"];

    /// <summary>The parts of a name, folders first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="called">Name of the zip in messages.</param>
    /// <exception cref="HippogriffException">It leads out of the folder, or is not valid on every system.</exception>
    public static string[] Parts(string name, string called)
    {
        FileNameRules rules = FileNameRules.All; // of Windows too, whose programs may write \ between folders
        if (rules.LeadsOut(name))
            throw new HippogriffException(
                $"{called} holds {Quoted.Name(name)}, which leads out of its folder; names inside are "
                    + "relative and have no '..'."
            );
        string[] parts = rules.Parts(name);
        if (parts.Length > MostFolders + 1)
            throw new HippogriffException(
                $"{called} holds {Quoted.Name(name)}, which lies {Counted.Of(parts.Length - 1, "folder")} "
                    + $"deep; {MostFolders} are allowed."
            );
        foreach (string part in parts)
        {
            if (part.Length > LongestPart)
                throw new HippogriffException(
                    $"{called} holds the name {Quoted.Name(part)} of {Counted.Of(part.Length, "character")}; "
                        + $"{LongestPart} are allowed."
                );
            if (rules.Fault(part) is not null || part.Any(char.IsControl))
                throw new HippogriffException(
                    $"{called} holds the name {Quoted.Name(part)}, which not every system can write; rename it."
                );
        }
        return parts;
    }

    /// <summary>
    /// True for pictures and captions. Other files, hidden files and hidden folders are not unpacked.
    /// </summary>
    public static bool IsWanted(string[] parts)
    {
        if (parts.Length == 0 || parts.Any(part => part[0] == '.' || part == "__MACOSX"))
            return false;
        string ending = Path.GetExtension(parts[^1]);
        return ImageFile.Extensions.Contains(ending) || s_captions.Contains(ending, StringComparer.OrdinalIgnoreCase);
    }
}
