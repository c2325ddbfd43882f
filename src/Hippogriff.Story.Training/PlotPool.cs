namespace Hippogriff.Story.Training;

/// <summary>All training plots by length. A batch has plots of one length, so there is no padding.</summary>
public sealed class PlotPool
{
    private readonly Dictionary<(bool Film, int Length), LearnedPlot[]> _byLength;
    private readonly double _filmShare;
    private readonly (int Length, double Weight, double FilmShare)[] _lengths;

    /// <param name="plots">The plots, of one or both styles.</param>
    /// <param name="filmShare">Share of film plots in training, if there are any.</param>
    public PlotPool(IReadOnlyList<LearnedPlot> plots, double filmShare)
    {
        Plots = plots;
        int films = plots.Count(IsFilm),
            composed = plots.Count - films;
        _filmShare =
            films == 0 ? 0
            : composed == 0 ? 1
            : filmShare;
        _byLength = plots.GroupBy(p => (IsFilm(p), p.Words.Count)).ToDictionary(g => g.Key, g => g.ToArray());
        _lengths =
        [
            .. _byLength
                .Keys.Select(k => k.Length)
                .Distinct()
                .Order()
                .Select(length =>
                {
                    double film = _filmShare * Count(true, length) / Math.Max(1, films),
                        rest = (1 - _filmShare) * Count(false, length) / Math.Max(1, composed);
                    return (length, film + rest, film / (film + rest));
                }),
        ];
    }

    /// <summary>All plots.</summary>
    public IReadOnlyList<LearnedPlot> Plots { get; }

    /// <summary>The training plots: composed by the built-in grammar, and those of films.</summary>
    /// <param name="films">Plots of films; held-out ones are dropped; may be empty.</param>
    /// <param name="composed">Number of distinct composed plots.</param>
    /// <param name="seed">Their seed.</param>
    public static IReadOnlyList<LearnedPlot> Training(IReadOnlyList<LearnedPlot> films, int composed, long seed) =>
        [.. films.Where(f => !f.IsHeldOut), .. Compose(composed, seed, heldOut: false)];

    /// <summary>Distinct composed plots.</summary>
    public static IEnumerable<LearnedPlot> Compose(int count, long seed, bool heldOut) =>
        Enumerable
            .Range(0, int.MaxValue)
            .Select(i => PlotGrammar.BuiltIn.Compose(seed, i, heldOut))
            .DistinctBy(p => p.Key)
            .Take(count)
            .Select(p => new LearnedPlot(p.Words, FilmPlots.Composed, [p.Genre], p.Country, heldOut));

    /// <summary>Random plots of one length: lengths by their frequency, styles by the requested share.</summary>
    public LearnedPlot[] Draw(ref WordRandom random, int count)
    {
        double at = random.Next() * _lengths.Sum(l => l.Weight);
        int chosen = 0;
        while (chosen + 1 < _lengths.Length && (at -= _lengths[chosen].Weight) >= 0)
            chosen++;
        (int length, _, double film) = _lengths[chosen];
        LearnedPlot[] drawn = new LearnedPlot[count];
        for (int i = 0; i < count; i++)
        {
            LearnedPlot[] among = _byLength[(random.Next() < film, length)];
            drawn[i] = among[random.Below(among.Length)];
        }
        return drawn;
    }

    private static bool IsFilm(LearnedPlot plot) => plot.Style == FilmPlots.Film;

    private int Count(bool film, int length) =>
        _byLength.TryGetValue((film, length), out LearnedPlot[]? plots) ? plots.Length : 0;
}
