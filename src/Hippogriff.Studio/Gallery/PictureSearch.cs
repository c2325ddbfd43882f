using System.Text;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Gallery;

/// <summary>Converts a <see cref="GalleryQuery"/> to SQL. User input is always a parameter.</summary>
internal static class PictureSearch
{
    /// <summary>Maximum number of results.</summary>
    public const int Most = 500;

    private const int MostWords = 32;

    /// <summary>The rest of a SELECT over the table picture, from WHERE on, and its parameters.</summary>
    public static (string Sql, (string, object?)[] Values) Read(GalleryQuery query)
    {
        List<string> conditions = [query.Deleted ? "deleted IS NOT NULL" : "deleted IS NULL"];
        List<(string, object?)> values = [("$most", Math.Clamp(query.Most, 1, Most))];
        if (query.Favourites)
            conditions.Add("favourite = 1");
        if (query.Shared)
            conditions.Add("shared IS NOT NULL");
        if (query.Owner is { } owner)
            Add("owner = $owner", "$owner", owner);
        if (query.Before is { } before)
            Add("id < $before", "$before", before);
        if (query.Model is { } model)
            Add("model = $model", "$model", model);
        string[] words =
        [
            .. ComposedText.Of(query.Words).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords),
        ];
        string match = Match(words.Where(IsWord));
        if (match.Length > 0)
            Add("id IN (SELECT rowid FROM picture_words WHERE picture_words MATCH $words)", "$words", match);
        foreach (string sign in words.Where(word => !IsWord(word))) // the index knows letters and digits only
            Add($"instr(prompt, $sign{values.Count}) > 0", $"$sign{values.Count}", sign);
        return ($"WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT $most", [.. values]);

        void Add(string condition, string name, object value)
        {
            conditions.Add(condition);
            values.Add((name, value));
        }
    }

    private static bool IsWord(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);

    /// <summary>Each word in quotes, so that it is not an operator, with a star for prefix search.</summary>
    private static string Match(IEnumerable<string> words) =>
        string.Join(
            " AND ",
            words.Select(word =>
                $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}"
                + "\"*"
            )
        );
}
