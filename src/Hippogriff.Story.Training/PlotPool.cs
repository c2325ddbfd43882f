namespace Hippogriff.Story.Training;

/// <summary>
/// All plots that a model learns from, by length: a batch holds plots of one length, so nothing is ever padded.
/// </summary>
public sealed class PlotPool
{
    private readonly Dictionary<(bool Film, int Length), LearnedPlot[]> _byLength;
    private readonly double _filmShare;
    private readonly (int Length, double Weight, double FilmShare)[] _lengths;

    /// <param name="plots">The plots, of both styles or of one.</param>
    /// <param name="filmShare">Share of film plots among those shown, where there are any.</param>
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

    /// <summary>The plots that training sees: composed ones of the built-in grammar, and those of films.</summary>
    /// <param name="films">Plots of films, of which the held-out ones are left out; may be empty.</param>
    /// <param name="composed">Number of different composed plots.</param>
    /// <param name="seed">Which ones.</param>
    public static IReadOnlyList<LearnedPlot> Training(IReadOnlyList<LearnedPlot> films, int composed, long seed) =>
        [.. films.Where(f => !f.IsHeldOut), .. Compose(composed, seed, heldOut: false)];

    /// <summary>Different composed plots.</summary>
    public static IEnumerable<LearnedPlot> Compose(int count, long seed, bool heldOut) =>
        Enumerable
            .Range(0, int.MaxValue)
            .Select(i => PlotGrammar.BuiltIn.Compose(seed, i, heldOut))
            .DistinctBy(p => p.Key)
            .Take(count)
            .Select(p => new LearnedPlot(p.Words, FilmPlots.Composed, [p.Genre], p.Country, heldOut));

    /// <summary>
    /// Plots of one length, drawn by <paramref name="random"/>: every length as often as it comes, every style as often
    /// as was asked for.
    /// </summary>
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
