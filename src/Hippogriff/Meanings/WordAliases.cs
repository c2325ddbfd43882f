using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>
/// Hand-written aliases, which take precedence over vectors. A line is <c>name, tab, words</c>; several words are
/// separated by commas, and the first that a model knows is used. Words after an exclamation mark never replace the
/// name: snow is not a snowman.
/// </summary>
public sealed class WordAliases
{
    private readonly Dictionary<string, string[]> _words = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Word)> _never = [];

    private WordAliases() { }

    /// <summary>No aliases.</summary>
    public static WordAliases None { get; } = new();

    /// <summary>Reads a file; empty if the file does not exist.</summary>
    /// <exception cref="HippogriffException">A line has the wrong form.</exception>
    public static WordAliases Read(string path) => File.Exists(path) ? Of(RegularFile.ReadLines(path), path) : None;

    /// <summary>Reads lines; ignores empty lines and lines that begin with #.</summary>
    internal static WordAliases Of(IEnumerable<string> lines, string origin)
    {
        WordAliases aliases = new();
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (
                line.Split('\t') is not [{ Length: > 0 } name, { Length: > 0 } listed]
                || MeaningText.Normalise(name) != name
            )
                throw new HippogriffException(
                    $"'{origin}' is damaged: its line {Quoted.Name(line)} is not name, tab and words.",
                    FaultKind.DamagedFile
                );
            string[] words = listed.Split(',', StringSplitOptions.TrimEntries);
            if (words.Any(word => word.TrimStart('!').Length == 0))
                throw new HippogriffException(
                    $"'{origin}' is damaged: its line {Quoted.Name(line)} has a place without a word.",
                    FaultKind.DamagedFile
                );
            foreach (string word in words.Where(word => word[0] == '!'))
                aliases._never.Add((name, word[1..]));
            aliases._words[name] = [.. words.Where(word => word[0] != '!')];
        }
        return aliases;
    }

    /// <summary>The words for a normalised name, best first; empty if it is not listed.</summary>
    public IReadOnlyList<string> For(string name) => _words.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a word must not replace a name.</summary>
    public bool IsNever(string name, string word) => _never.Contains((name, word));
}
