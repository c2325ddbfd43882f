using System.Text.Json;

namespace Hippogriff.Metadata;

/// <summary>
/// Reads the entries of an infotext, "Steps: 20, Sampler: Euler, ...", in one pass over the text. A name has two or
/// more letters, digits, spaces, hyphens or slashes, and a colon after it. A value ends at a comma or a line break. A
/// value that contains them is a JSON string in quotes.
/// </summary>
internal static class InfotextEntries
{
    /// <summary>Maximum length of a text that is searched, in characters.</summary>
    public const int MostCharacters = 1 << 16;

    private const int Least = 3; // fewer are words of a prompt
    private const string First = "Steps:";

    /// <summary>
    /// The line where the entries begin, its number and the entries; null if there are none. It is the last line that
    /// begins with "Steps:", since other programs append lines of their own; otherwise the last line.
    /// </summary>
    public static (int Line, Dictionary<string, string> Fields)? Find(IReadOnlyList<string> lines)
    {
        for (int i = lines.Count - 1; i >= 0; i--)
            if (
                lines[i].AsSpan().TrimStart().StartsWith(First, StringComparison.Ordinal) && Read(lines, i) is { } found
            )
                return (i, found);
        return Read(lines, lines.Count - 1) is { } last ? (lines.Count - 1, last) : null;
    }

    /// <summary>
    /// The entries of a line and of later lines, which do not override it; null if the line has fewer than three.
    /// </summary>
    private static Dictionary<string, string>? Read(IReadOnlyList<string> lines, int line)
    {
        if (lines[line].Length > MostCharacters || In(lines[line]).Take(Least).Count() < Least)
            return null;
        string text = string.Join('\n', lines.Skip(line));
        if (text.Length > MostCharacters)
            text = text[..MostCharacters];
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase),
            more = new(StringComparer.OrdinalIgnoreCase);
        int end = lines[line].Length;
        foreach ((int at, string name, string value) in In(text))
        {
            if (at >= end)
                more.TryAdd(name, value);
            else
                fields[name] = value;
        }
        foreach ((string name, string value) in more)
            fields.TryAdd(name, value);
        return fields;
    }

    private static IEnumerable<(int At, string Name, string Value)> In(string text)
    {
        for (int from = 0; from < text.Length; )
        {
            int colon = text.IndexOf(':', from);
            if (colon < 0)
                yield break;
            int start = colon;
            while (start > from && BelongsToName(text[start - 1]))
                start--;
            while (start < colon && !Begins(text[start]))
                start++;
            if (colon - start < 2)
            {
                from = colon + 1;
                continue;
            }
            int value = colon + 1;
            while (value < text.Length && text[value] is ' ' or '\t' or '\r')
                value++;
            int end = QuotedEnd(text, value) ?? Unquoted(text, value);
            yield return (start, text[start..colon], Unquote(text[value..end].Trim()));
            from = end < text.Length ? end + 1 : end;
        }

        static int Unquoted(string text, int at) =>
            text.AsSpan(at).IndexOfAny(',', '\n') is >= 0 and var length ? at + length : text.Length;
    }

    /// <summary>
    /// The position after a quoted value. Null if none begins here, its quote is not closed, or other text follows.
    /// </summary>
    private static int? QuotedEnd(string text, int at)
    {
        if (at >= text.Length || text[at] != '"')
            return null;
        for (int i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i > at + 1 && (i + 1 == text.Length || text[i + 1] is ',' or '\n' or '\r') ? i + 1 : null;
        }
        return null;
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
            return value;
        try
        {
            return JsonSerializer.Deserialize<string>(
                    value.Replace("\r", "\\r").Replace("\n", "\\n").Replace("\t", "\\t")
                ) ?? value;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return value;
        } // half a surrogate pair among them
    }

    private static bool Begins(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool BelongsToName(char c) => Begins(c) || c is ' ' or '-' or '/';
}
