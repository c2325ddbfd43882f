namespace Hippogriff.Story.Training.Evaluation;

/// <summary>
/// Classifies the genre of a plot by words and word pairs (naive Bayes, add-0.1 smoothing). Trained separately from the
/// story model on composed plots and independent of the grammar, so that a plot with a mistake still has a genre.
/// </summary>
public sealed class GenreClassifier
{
    private const double Smoothing = 0.1;
    private readonly string[] _genres;
    private readonly Dictionary<string, double>[] _logs;
    private readonly double[] _unseen;

    /// <summary>Trains on plots of known genre.</summary>
    public GenreClassifier(IEnumerable<(IReadOnlyList<string> Words, string Genre)> plots)
    {
        IGrouping<string, (IReadOnlyList<string> Words, string Genre)>[] byGenre = plots
            .GroupBy(p => p.Genre)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToArray();
        _genres = [.. byGenre.Select(g => g.Key)];
        Dictionary<string, int>[] counts = [.. byGenre.Select(g => Counts(g.Select(p => p.Words)))];
        int kinds = counts.SelectMany(c => c.Keys).Distinct().Count();
        double[] totals = [.. counts.Select(c => c.Values.Sum() + Smoothing * kinds)];
        _logs =
        [
            .. counts.Select((c, g) => c.ToDictionary(p => p.Key, p => Math.Log((p.Value + Smoothing) / totals[g]))),
        ];
        _unseen = [.. totals.Select(total => Math.Log(Smoothing / total))];
    }

    /// <summary>The most likely genre.</summary>
    public string Of(IReadOnlyList<string> words)
    {
        string[] features = [.. Features(words)];
        // Features that no genre has are ignored.
        features = [.. features.Where(f => _logs.Any(l => l.ContainsKey(f)))];
        return _genres[
            Enumerable.Range(0, _genres.Length).MaxBy(g => features.Sum(f => _logs[g].GetValueOrDefault(f, _unseen[g])))
        ];
    }

    private static Dictionary<string, int> Counts(IEnumerable<IReadOnlyList<string>> plots)
    {
        Dictionary<string, int> counts = [];
        foreach (IReadOnlyList<string> plot in plots)
        foreach (string feature in Features(plot))
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        return counts;
    }

    private static IEnumerable<string> Features(IReadOnlyList<string> words)
    {
        string? last = null;
        foreach (string word in words.Select(WordList.Key))
        {
            yield return word;
            if (last is not null)
                yield return $"{last} {word}";
            last = word;
        }
    }
}
