using Hippogriff.Files;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>
/// Other names of words, written by hand: they come before vectors are asked. A line is <c>name, tab, words</c>,
/// several with commas between them, of which the first that a model knows is taken. Words behind an exclamation mark
/// are never taken for the name: snow is no snowman.
/// </summary>
public sealed class WordAliases
{
    private readonly Dictionary<string, string[]> _words = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Word)> _never = [];

    private WordAliases() { }

    /// <summary>No other names.</summary>
    public static WordAliases None { get; } = new();

    /// <summary>Reads a file; none where there is no such file.</summary>
    /// <exception cref="HippogriffException">A line is none of such a list.</exception>
    public static WordAliases Read(string path) => File.Exists(path) ? Of(RegularFile.ReadLines(path), path) : None;

    /// <summary>Reads lines; those that are empty or begin with # are passed over.</summary>
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
                    $"'{origin}' is damaged: its line {Quoted.Name(line)} is no name, tab and words.",
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

    /// <summary>What a normalised name stands for, the best first; nothing where it is not listed.</summary>
    public IReadOnlyList<string> For(string name) => _words.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a word is never to be taken for a name.</summary>
    public bool IsNever(string name, string word) => _never.Contains((name, word));
}
