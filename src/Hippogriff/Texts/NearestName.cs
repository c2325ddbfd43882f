namespace Hippogriff.Texts;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>Longer texts are no misspelt names.</summary>
    private const int Longest = 100;

    /// <summary>
    /// The name with the fewest edits to <paramref name="typed"/>, or null if none is within a third of its length.
    /// </summary>
    /// <param name="typed">What was typed, of any length.</param>
    /// <param name="names">The names that there are; of equally near ones the first is taken.</param>
    public static string? To(string typed, IEnumerable<string> names)
    {
        if (typed.Length > Longest)
            return null;
        (string? name, int edits) = names
            .Select(n => ((string?)n, Edits(typed, n)))
            .DefaultIfEmpty((null, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return edits <= Math.Max(1, typed.Length / 3) ? name : null;
    }

    /// <summary>The end of a sentence that refuses a name: "; did you mean euler?", or "." if none is near.</summary>
    /// <inheritdoc cref="To"/>
    public static string Hint(string typed, IEnumerable<string> names) =>
        To(typed, names) is { } near ? $"; did you mean {near}?" : ".";

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
