namespace Hippogriff.Cli.Parsing;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The name with the fewest edits to <paramref name="typed"/>, or null if none is within a third of its length.
    /// </summary>
    public static string? To(string typed, IEnumerable<string> names)
    {
        (string? name, int edits) = names
            .Select(n => ((string?)n, Edits(typed, n)))
            .DefaultIfEmpty((null, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return edits <= Math.Max(1, typed.Length / 3) ? name : null;
    }

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
