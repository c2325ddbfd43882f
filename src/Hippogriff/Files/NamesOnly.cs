using System.Text;

namespace Hippogriff.Files;

/// <summary>
/// Removes paths from messages, for readers who must not see the folders of this machine. A quoted path that begins at
/// a root becomes its last name; our messages and those of .NET quote paths. Folders that every process knows (home,
/// temporary, the program's own, the current one) are removed everywhere.
/// </summary>
public static class NamesOnly
{
    private const int ShortestRoot = 4; // what is as short as "/" or "C:\" stands in sentences for other reasons

    private static readonly string[] s_folders =
    [
        .. new[]
        {
            AppContext.BaseDirectory,
            Path.GetTempPath(),
            Environment.CurrentDirectory,
            Environment.GetFolderPath(
                Environment.SpecialFolder.UserProfile,
                Environment.SpecialFolderOption.DoNotVerify
            ),
        }
            .Select(folder => folder.TrimEnd('/', '\\'))
            .Where(folder => folder.Length >= ShortestRoot)
            .Distinct()
            .OrderByDescending(folder => folder.Length),
    ];

    /// <summary><paramref name="sentence"/> with names in place of paths.</summary>
    public static string Of(string sentence)
    {
        if (sentence.AsSpan().IndexOfAny('/', '\\') < 0)
            return sentence;
        string named = InQuotes(sentence);
        foreach (string folder in s_folders)
        {
            named = named
                .Replace(folder + "/", "", StringComparison.Ordinal)
                .Replace(folder + "\\", "", StringComparison.Ordinal);
            named = named.Replace(folder, Name(folder), StringComparison.Ordinal);
        }
        return named;
    }

    private static string InQuotes(string sentence)
    {
        StringBuilder named = new(sentence.Length);
        int at = 0;
        while (at < sentence.Length)
        {
            char c = sentence[at];
            if (c is '\'' or '"' && IsRooted(sentence.AsSpan(at + 1)) && End(sentence, at + 1, c) is var end and >= 0)
            {
                named.Append(c).Append(Name(sentence[(at + 1)..end])).Append(c);
                at = end + 1;
                continue;
            }
            named.Append(c);
            at++;
        }
        return named.ToString();
    }

    /// <summary>
    /// The end of a quotation: the next quote that is not an apostrophe within a word; -1 if there is none.
    /// </summary>
    private static int End(string sentence, int from, char quote)
    {
        for (int end = sentence.IndexOf(quote, from); end >= 0; end = sentence.IndexOf(quote, end + 1))
            if (end + 1 == sentence.Length || !char.IsLetterOrDigit(sentence[end + 1]))
                return end;
        return -1;
    }

    /// <summary>Whether it begins as a rooted path on any system: <c>/</c>, <c>\\</c>, <c>C:\</c>.</summary>
    private static bool IsRooted(ReadOnlySpan<char> text) =>
        text is ['/', ..] or ['\\', '\\', ..] || text is [var drive, ':', '/' or '\\', ..] && char.IsAsciiLetter(drive);

    /// <summary>The part after the last separator; for a root, the root itself.</summary>
    private static string Name(string path)
    {
        string whole = path.TrimEnd('/', '\\');
        return whole.Length == 0 ? path : whole[(whole.LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
