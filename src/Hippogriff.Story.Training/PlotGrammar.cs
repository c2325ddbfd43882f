using Hippogriff.Data.Scenes;
using Hippogriff.Texts;

namespace Hippogriff.Story.Training;

/// <summary>A plot composed by the grammar.</summary>
/// <param name="Words">Its words, written as usual in the middle of a sentence; no punctuation.</param>
/// <param name="Genre">Its genre, one of <see cref="PlotGrammar.Genres"/>.</param>
/// <param name="Country">Its country; null if not specified.</param>
public sealed record ComposedPlot(IReadOnlyList<string> Words, string Genre, string? Country)
{
    /// <summary>The plot in one line in lower case, as its key.</summary>
    public string Key => string.Join(' ', Words).ToLowerInvariant();
}

/// <summary>
/// Composes and recognises one-sentence plots of twelve genres with a context-free grammar. Genre and grammar of a
/// model's samples can therefore be measured exactly.
/// </summary>
public sealed class PlotGrammar
{
    private const int HeldOutShare = 16,
        MostTries = 200;
    private readonly GrammarRules _rules;

    internal PlotGrammar(GrammarRules rules) => _rules = rules;

    /// <summary>The grammar embedded in the assembly.</summary>
    public static PlotGrammar BuiltIn { get; } = new(new GrammarRules(StoryResource.Lines("plots.grammar")));

    /// <summary>The genres in normal spelling; the roots of the grammar.</summary>
    public static IReadOnlyList<string> Genres { get; } =
    [
        "mystery",
        "comedy",
        "romance",
        "horror",
        "science fiction",
        "western",
        "war",
        "crime",
        "adventure",
        "fantasy",
        "sports",
        "drama",
    ];

    internal GrammarRules Rules => _rules;

    /// <summary>Name of the root rule of a genre.</summary>
    internal static string Root(string genre) => genre.Replace(' ', '_');

    /// <summary>
    /// Plot number <paramref name="index"/> of an endless sequence; a pure function. Training and held-out plots are
    /// disjoint.
    /// </summary>
    public ComposedPlot Compose(long seed, long index, bool heldOut = false, string? genre = null)
    {
        for (int attempt = 0; ; attempt++)
        {
            WordRandom random = new(seed, index * MostTries + attempt);
            ComposedPlot plot = Draw(ref random, genre);
            if (IsHeldOut(plot.Key) == heldOut || attempt == MostTries - 1)
                return plot;
        }
    }

    /// <summary>
    /// Whether this text is held out: a sixteenth of all texts, by a stable hash of the lower-case words.
    /// </summary>
    public static bool IsHeldOut(string key) => HeldOut.Hash(key) % HeldOutShare == 0;

    private ComposedPlot Draw(ref WordRandom random, string? genre)
    {
        string chosen = genre ?? Genres[random.Below(Genres.Count)];
        PlotCountry country = PlotCountry.All[random.Below(PlotCountry.All.Count)];
        List<string> words = [];
        Expand(Root(chosen), country, ref random, words);
        for (int i = 0; i < words.Count; i++)
            if (words[i] == "\0")
                words[i] = Articles.TakesAn(words[i + 1]) ? "an" : "a";
        return new ComposedPlot(words, chosen, PlotCountry.NamedIn(words).Contains(country) ? country.Name : null);
    }

    private void Expand(string rule, PlotCountry country, ref WordRandom random, List<string> words)
    {
        IReadOnlyList<GrammarLine> lines = _rules.Lines(rule);
        GrammarLine line = lines[random.Below(lines.Count)];
        foreach (GrammarSymbol symbol in line.Ways[random.Below(line.Ways.Count)])
        {
            switch (symbol)
            {
                case { IsRule: false }:
                    words.Add(symbol.Text);
                    break;
                case { Text: GrammarRules.Article }:
                    words.Add("\0");
                    break;
                case { Text: GrammarRules.Country }:
                    words.AddRange(Named(country.Name));
                    break;
                case { Text: GrammarRules.City }:
                    words.AddRange(country.Cities[random.Below(country.Cities.Count)].Split(' '));
                    break;
                case { Text: GrammarRules.People }:
                    words.AddRange(country.People.Split(' '));
                    break;
                default:
                    Expand(symbol.Text, country, ref random, words);
                    break;
            }
        }
    }

    /// <summary>"the United States", but "France".</summary>
    internal static string[] Named(string country) =>
        country.StartsWith("United", StringComparison.Ordinal) ? ["the", .. country.Split(' ')] : country.Split(' ');
}
