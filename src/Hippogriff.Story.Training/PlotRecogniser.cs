using Hippogriff.Texts;

namespace Hippogriff.Story.Training;

/// <summary>
/// Decides whether words are a plot of the grammar, and of which genre. A top-down chart parser: for every rule and
/// position it computes all possible end positions once. The grammar has no left recursion.
/// </summary>
public sealed class PlotRecogniser(PlotGrammar grammar)
{
    private static readonly string[][][] s_countries = Names(c => [PlotGrammar.Named(c.Name)]);
    private static readonly string[][][] s_cities = Names(c => [.. c.Cities.Select(city => city.Split(' '))]);
    private static readonly string[][][] s_peoples = Names(c => [c.People.Split(' ')]);

    /// <summary>The genres whose plots contain exactly these words; nearly always one or none.</summary>
    public IReadOnlyList<string> GenresOf(IReadOnlyList<string> words)
    {
        string[] keys = [.. words.Select(WordList.Key)];
        // All mentioned places must be in one country.
        if (PlotCountry.NamedIn(keys).Count > 1)
            return [];
        Chart chart = new(grammar.Rules, keys);
        return [.. PlotGrammar.Genres.Where(genre => chart.Ends(PlotGrammar.Root(genre), 0).Contains(keys.Length))];
    }

    /// <summary>Whether the words are a plot of the grammar.</summary>
    public bool Accepts(IReadOnlyList<string> words) => GenresOf(words).Count > 0;

    private static string[][][] Names(Func<PlotCountry, string[][]> names) =>
        [.. PlotCountry.All.Select(c => names(c).Select(words => words.Select(WordList.Key).ToArray()).ToArray())];

    private sealed class Chart(GrammarRules rules, string[] words)
    {
        private readonly Dictionary<(string Rule, int At), HashSet<int>> _known = [];

        public HashSet<int> Ends(string rule, int at)
        {
            if (_known.TryGetValue((rule, at), out HashSet<int>? known))
                return known;
            HashSet<int> ends = [];
            foreach (GrammarLine line in rules.Lines(rule))
            foreach (GrammarSymbol[] way in line.Ways)
            {
                HashSet<int> reached = [at];
                foreach (GrammarSymbol symbol in way)
                {
                    reached = [.. reached.SelectMany(from => After(symbol, from))];
                    if (reached.Count == 0)
                        break;
                }
                ends.UnionWith(reached);
            }
            return _known[(rule, at)] = ends;
        }

        private IEnumerable<int> After(GrammarSymbol symbol, int at)
        {
            if (at >= words.Length)
                return [];
            if (!symbol.IsRule)
                return symbol.Key == words[at] ? [at + 1] : [];
            return symbol.Text switch
            {
                GrammarRules.Article => at + 1 < words.Length
                && words[at] == (Articles.TakesAn(words[at + 1]) ? "an" : "a")
                    ? [at + 1]
                    : [],
                GrammarRules.Country => Named(s_countries, at),
                GrammarRules.City => Named(s_cities, at),
                GrammarRules.People => Named(s_peoples, at),
                _ => Ends(symbol.Text, at),
            };
        }

        private IEnumerable<int> Named(string[][][] names, int at) =>
            names.SelectMany(n => n).Where(name => words.AsSpan(at).StartsWith(name)).Select(name => at + name.Length);
    }
}
