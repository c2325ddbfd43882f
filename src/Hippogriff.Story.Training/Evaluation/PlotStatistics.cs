namespace Hippogriff.Story.Training.Evaluation;

/// <summary>Diversity of plots.</summary>
/// <param name="Entropy">Entropy of single words in nats. It depends on the number of words, so compare only equal
/// numbers.</param>
/// <param name="Distinct2">Share of distinct word pairs (distinct-2).</param>
public sealed record PlotVariety(double Entropy, double Distinct2)
{
    /// <summary>Measures the diversity of plots.</summary>
    public static PlotVariety Of(IReadOnlyList<IReadOnlyList<string>> plots)
    {
        string[] words = [.. plots.SelectMany(p => p).Select(WordList.Key)];
        string[] pairs = [.. plots.SelectMany(p => p.Zip(p.Skip(1), (a, b) => $"{WordList.Key(a)} {WordList.Key(b)}"))];
        double entropy = words
            .CountBy(w => w)
            .Sum(c => -(c.Value / (double)words.Length) * Math.Log(c.Value / (double)words.Length));
        return new PlotVariety(entropy, pairs.Distinct().Count() / (double)Math.Max(1, pairs.Length));
    }
}

/// <summary>Finds parts of known plots in other plots.</summary>
public sealed class PlotMemory
{
    /// <summary>Length of a word sequence that counts as memorised.</summary>
    public const int Run = 6;

    private readonly HashSet<string> _runs = [];
    private readonly HashSet<string> _whole = [];

    /// <summary>Indexes known plots.</summary>
    public PlotMemory(IEnumerable<IReadOnlyList<string>> plots)
    {
        foreach (IReadOnlyList<string> plot in plots)
        {
            _whole.Add(string.Join(' ', plot.Select(WordList.Key)));
            _runs.UnionWith(Runs(plot));
        }
    }

    /// <summary>Share of plots with six consecutive words of a known one.</summary>
    public double Share(IReadOnlyList<IReadOnlyList<string>> plots) =>
        plots.Count(p => Runs(p).Any(_runs.Contains)) / (double)Math.Max(1, plots.Count);

    /// <summary>Share of plots that equal a known one.</summary>
    public double Copies(IReadOnlyList<IReadOnlyList<string>> plots) =>
        plots.Count(p => _whole.Contains(string.Join(' ', p.Select(WordList.Key)))) / (double)Math.Max(1, plots.Count);

    private static IEnumerable<string> Runs(IReadOnlyList<string> plot)
    {
        string[] keys = [.. plot.Select(WordList.Key)];
        for (int i = 0; i + Run <= keys.Length; i++)
            yield return string.Join(' ', keys.AsSpan(i, Run));
    }
}
