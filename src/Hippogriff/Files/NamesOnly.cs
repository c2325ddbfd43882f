using System.Text;

namespace Hippogriff.Files;

/// <summary>
/// Takes out of a sentence where files lie, for readers who have no business with the folders of this machine. A path
/// in quotes (as all our sentences and those of .NET give them) that begins at a root becomes the name at its end;
/// folders that every process knows (home, temporary files, the program's own, the current one) are taken out wherever
/// they stand.
/// </summary>
internal static class NamesOnly
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

    /// <summary><paramref name="sentence"/> with names where it had paths.</summary>
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
    /// Where a quotation ends: at the next quote that is no apostrophe within a word; -1 where nowhere.
    /// </summary>
    private static int End(string sentence, int from, char quote)
    {
        for (int end = sentence.IndexOf(quote, from); end >= 0; end = sentence.IndexOf(quote, end + 1))
            if (end + 1 == sentence.Length || !char.IsLetterOrDigit(sentence[end + 1]))
                return end;
        return -1;
    }

    /// <summary>It begins as paths do on any system: <c>/</c>, <c>\\</c>, <c>C:\</c>.</summary>
    private static bool IsRooted(ReadOnlySpan<char> text) =>
        text is ['/', ..] or ['\\', '\\', ..] || text is [var drive, ':', '/' or '\\', ..] && char.IsAsciiLetter(drive);

    /// <summary>What stands behind the last separator; of a root, which has no name, the root.</summary>
    private static string Name(string path)
    {
        string whole = path.TrimEnd('/', '\\');
        return whole.Length == 0 ? path : whole[(whole.LastIndexOfAny(['/', '\\']) + 1)..];
    }
}
