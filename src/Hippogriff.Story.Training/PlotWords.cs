using Hippogriff.Texts;

namespace Hippogriff.Story.Training;

/// <summary>Which words a model learns to say, and which it only meets.</summary>
/// <param name="List">Every word of the composed plots, and of the films' those that come often enough.</param>
/// <param name="Rare">The other words of the films, lower-cased: known by their spelling only.</param>
public sealed record PlotWords(WordList List, IReadOnlyList<string> Rare)
{
    /// <summary>Counts the words of plots; each is written as it mostly is in the middle of a sentence.</summary>
    /// <param name="plots">What training sees.</param>
    /// <param name="least">How often a word of a film must come.</param>
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
                // The first word of a film's sentence is capital anyway; composed ones are written as in the middle.
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
