using System.Text;
using System.Text.RegularExpressions;

namespace Hippogriff.Hub.Selection;

/// <summary>
/// Chooses files by patterns as the hub's own tools do (fnmatch). <c>*</c> also crosses slashes, <c>?</c> is one
/// character, <c>[abc]</c> and <c>[!abc]</c> are sets. A slash at the end means all that is below. Case counts.
/// </summary>
public sealed class NamePatterns
{
    private readonly Regex[]? _include;
    private readonly Regex[] _exclude;

    /// <param name="include">Files that match one of these; null for all, an empty list for none.</param>
    /// <param name="exclude">Files to leave out; null for none.</param>
    public NamePatterns(IEnumerable<string>? include, IEnumerable<string>? exclude = null)
    {
        _include = include is null ? null : [.. include.Select(Compiled)];
        _exclude = [.. (exclude ?? []).Select(Compiled)];
    }

    /// <summary>Whether a path is chosen.</summary>
    public bool Matches(string path)
    {
        string slashes = Slashes(path);
        return (_include is null || Array.Exists(_include, pattern => pattern.IsMatch(slashes)))
            && !Array.Exists(_exclude, pattern => pattern.IsMatch(slashes));
    }

    private static string Slashes(string text) => text.Replace('\\', '/');

    private static Regex Compiled(string pattern) =>
        new(
            Translated(Slashes(pattern.EndsWith('/') ? pattern + "*" : pattern)),
            RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking
        );

    private static string Translated(string pattern)
    {
        StringBuilder regex = new(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*')
                regex.Append(".*");
            else if (pattern[i] == '?')
                regex.Append('.');
            else if (pattern[i] == '[' && EndOfSet(pattern, i) is { } end)
            {
                regex.Append(SetOf(pattern[(i + 1)..end]));
                i = end;
            }
            else
                regex.Append(Regex.Escape(pattern[i].ToString()));
        }
        return regex.Append(@"\z").ToString();
    }

    /// <summary>Where a set ends; a bracket right behind its begin belongs to it. Null if it is not closed.</summary>
    private static int? EndOfSet(string pattern, int begin)
    {
        int at = begin + 1;
        if (at < pattern.Length && pattern[at] == '!')
            at++;
        if (at < pattern.Length && pattern[at] == ']')
            at++;
        int end = at <= pattern.Length ? pattern.IndexOf(']', at) : -1;
        return end < 0 ? null : end;
    }

    private static string SetOf(string inner)
    {
        bool not = inner.StartsWith('!');
        string letters = not ? inner[1..] : inner;
        StringBuilder set = new(not ? "[^" : "[");
        for (int i = 0; i < letters.Length; i++)
        {
            if (i + 2 < letters.Length && letters[i + 1] == '-')
            {
                if (letters[i] <= letters[i + 2])
                    set.Append(Unicode(letters[i])).Append('-').Append(Unicode(letters[i + 2]));
                i += 2;
            }
            else
                set.Append(Unicode(letters[i]));
        }
        bool empty = set.Length == (not ? 2 : 1);
        return !empty ? set.Append(']').ToString()
            : not ? "."
            : @"(?:\b\B)";
    }

    private static string Unicode(char letter) => $"\\u{(int)letter:x4}";
}
