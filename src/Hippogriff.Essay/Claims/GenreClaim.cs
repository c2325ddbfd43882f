using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;
using Hippogriff.Story;
using Hippogriff.Story.Training;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Plots are found in the same noise with a genre and a country as hints, and without. The grammar says of which genre
/// each is, which country it names is read from its words. The claim holds if the hint makes plots of its genre in 50
/// points more of the cases than no hint. The whole interval over the twelve genres must be above that. The country
/// must be named more often as well: a mystery in France.
/// </summary>
internal sealed class GenreClaim : IClaim
{
    private const double Most = 0.5;

    public string Id => "genre";

    public string Sentence => "A genre steers: the same noise becomes a mystery in France when that is the hint.";

    public double Work => 60;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        string[] genres = [.. PlotGrammar.Genres.Where(session.Story.Terms.Genres.Contains)];
        IReadOnlyList<string> countries = session.Story.Terms.Countries;
        if (genres.Length < 3 || countries.Count < 3)
            throw new HippogriffException($"The story model {session.Story.Name} knows too few genres or countries.");
        int each = session.Of(6, 2);
        IReadOnlyList<ComposedPlot> lengths = HeldOutPlots.Of(session, each * genres.Length);
        List<(double With, double Without)> byGenre = [],
            byCountry = [];
        List<string> examples = [];
        foreach ((int g, string genre) in genres.Index())
        {
            List<(bool Genre, bool Country)> with = [],
                without = [];
            for (int i = 0; i < each; i++)
            {
                int number = g * each + i;
                string country = countries[number % countries.Count];
                StoryWish plain = new(FilmPlots.Composed),
                    wish = new(FilmPlots.Composed, genre, country);
                (IReadOnlyList<string> noise, IReadOnlyList<string> hinted) = HeldOutPlots.Find(
                    session,
                    number,
                    lengths[number].Words.Count,
                    wish
                );
                with.Add(Read(hinted));
                without.Add(Read(HeldOutPlots.Find(session, number, lengths[number].Words.Count, plain).Plot));
                if (i == 0 && examples.Count < 3)
                    examples.Add($"{genre}, {country}: {string.Join(' ', noise)} becomes {string.Join(' ', hinted)}");
                session.Progress?.Report((number + 1.0) / (genres.Length * each));

                (bool, bool) Read(IReadOnlyList<string> plot) =>
                    (
                        HeldOutPlots.Grammar.GenresOf(plot).Contains(genre),
                        PlotCountry.NamedIn(plot).Any(named => named.Name == country)
                    );
            }
            byGenre.Add((Share(with, one => one.Genre), Share(without, one => one.Genre)));
            byCountry.Add((Share(with, one => one.Country), Share(without, one => one.Country)));
        }
        Measured more = ClaimIntervals.Difference(byGenre),
            named = ClaimIntervals.Difference(byCountry);
        return new ClaimAnswer(
            more.Low > Most && named.Low > 0,
            new ClaimNumber("plots of the hinted genre with the hint less without", more, ClaimUnit.Points),
            "above +50 points; the country named more often, too"
        )
        {
            Beside =
            [
                new(
                    "of the genre with the hint",
                    ClaimIntervals.MeanShare([.. byGenre.Select(one => one.With)]),
                    ClaimUnit.Share
                ),
                new(
                    "of the genre without it",
                    ClaimIntervals.MeanShare([.. byGenre.Select(one => one.Without)]),
                    ClaimUnit.Share
                ),
                new("plots that name the hinted country, with less without", named, ClaimUnit.Points),
            ],
            Examples = examples,
        };
    }

    private static double Share<T>(IReadOnlyList<T> all, Func<T, bool> holds) =>
        all.Average(one => holds(one) ? 1.0 : 0);
}
