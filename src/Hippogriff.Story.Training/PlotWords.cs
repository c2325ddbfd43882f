using Hippogriff.Texts;

namespace Hippogriff.Story.Training;

/// <summary>The words that a model can write, and those that it can only read.</summary>
/// <param name="List">All words of the composed plots, and the frequent ones of the films.</param>
/// <param name="Rare">The other words of the films in lower case, known by their spelling only.</param>
public sealed record PlotWords(WordList List, IReadOnlyList<string> Rare)
{
    /// <summary>Counts the words of plots; each gets its most frequent spelling in the middle of a sentence.</summary>
    /// <param name="plots">The training plots.</param>
    /// <param name="least">Minimum count of a film word.</param>
    public static PlotWords Of(IReadOnlyList<LearnedPlot> plots, int least)
    {
        Dictionary<string, int> films = [],
            composed = [];
        Dictionary<string, Dictionary<string, int>> forms = [];
        foreach (LearnedPlot plot in plots)
        {
            Dictionary<string, int> counts = plot.Style == FilmPlots.Film ? films : composed;
            for (int i = 0; i < plot.Words.Count; i++)
            {
                string key = WordList.Key(plot.Words[i]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
                // The first word of a film's sentence is always capitalised; composed plots begin as in the middle of a
                // sentence.
                string form = i == 0 && plot.Style == FilmPlots.Film ? key : plot.Words[i].Replace('\u2019', '\'');
                Dictionary<string, int> seen = forms.TryGetValue(key, out Dictionary<string, int>? known)
                    ? known
                    : forms[key] = [];
                seen[form] = seen.GetValueOrDefault(form) + 1;
            }
        }
        HashSet<string> kept = [.. composed.Keys, .. films.Where(p => p.Value >= least).Select(p => p.Key)];
        IEnumerable<string> ordered = kept.OrderByDescending(k =>
                films.GetValueOrDefault(k) + composed.GetValueOrDefault(k)
            )
            .ThenBy(k => k, StringComparer.Ordinal);
        return new PlotWords(
            new WordList(
                ordered
                    .Select(key =>
                        forms[key]
                            .OrderByDescending(f => f.Value)
                            .ThenBy(f => f.Key, StringComparer.Ordinal)
                            .First()
                            .Key
                    )
                    .Select(ComposedText.Of)
            ),
            [.. films.Keys.Where(k => !kept.Contains(k)).Order(StringComparer.Ordinal)]
        );
    }
}
