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

    /// <summary>
    /// Letters to replace, add or leave out, and neighbours to exchange ("bacth"), so that one text becomes the other.
    /// </summary>
    private static int Edits(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        for (int j = 0; j <= b.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                edits[i, j] = i + j;
                continue;
            }
            int replaced = edits[i - 1, j - 1] + (Same(i, j) ? 0 : 1);
            edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
            if (i > 1 && j > 1 && Same(i, j - 1) && Same(i - 1, j))
                edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
        }
        return edits[a.Length, b.Length];

        bool Same(int i, int j) => char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
    }
}
