using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// One word of a plot that training never saw is replaced, at a place where the grammar of plots takes several words.
/// The model offers five for that place, and the grammar says which of them make a plot. The claim holds if at least
/// two do in more than half of the plots, with the whole interval. The place must have room, since the essay's wrong
/// words are such: a banana where a father was. At an article or a preposition one word is right. The first run of this
/// experiment asked at any place. Two repairs were right in 16 % of 25 plots then, which was a fact of English.
/// </summary>
internal sealed class RepairsClaim : IClaim
{
    private const int Offered = 5,
        Several = 2,
        Tries = 60,
        PlotsOfGenre = 10;

    public string Id => "repairs";

    public string Sentence => "A wrong word has several right repairs.";

    public double Work => 15;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        PlotJudge judge = new(session.Story);
        List<int> right = [];
        List<string> examples = [];
        int count = session.Of(100);
        Dictionary<string, string[]> words = PlotGrammar.Genres.ToDictionary(
            genre => genre,
            genre => WordsOf(genre, session.Seed)
        );
        foreach ((int i, ComposedPlot plot) in HeldOutPlots.Of(session, count).Index())
        {
            session.Stop.ThrowIfCancellationRequested();
            SpoiledPlot spoiled = Spoil(session, plot.Words, words[plot.Genre], i);
            int place = spoiled.Wrong[0];
            string[] mends =
            [
                .. judge
                    .Repairs(spoiled.Words, place, Offered)
                    .Select(repair => repair.Text)
                    .Where(word => Takes(plot.Words, place, word)),
            ];
            right.Add(mends.Length);
            if (mends.Length >= Several && examples.Count < 3)
                examples.Add(
                    $"{string.Join(' ', spoiled.Words)}: '{spoiled.Words[place]}' becomes {string.Join(" or ", mends)}"
                );
            session.Progress?.Report((i + 1.0) / count);
        }
        Measured several = ClaimIntervals.Share([.. right.Select(n => n >= Several)]);
        return new ClaimAnswer(
            several.Low > 0.5,
            new ClaimNumber("plots with two right repairs or more among five", several, ClaimUnit.Share),
            "above 50 %"
        )
        {
            Beside =
            [
                new("plots with one at least", ClaimIntervals.Share([.. right.Select(n => n >= 1)]), ClaimUnit.Share),
                new(
                    "right repairs of those offered",
                    ClaimIntervals.MeanShare([.. right.Select(n => n / (double)Offered)]),
                    ClaimUnit.Share
                ),
            ],
            Examples = examples,
        };
    }

    /// <summary>Words that plots of a genre use, from some dozen plots.</summary>
    private static string[] WordsOf(string genre, long seed) =>
        [
            .. Enumerable
                .Range(0, PlotsOfGenre)
                .SelectMany(i => PlotGrammar.BuiltIn.Compose(seed, i, heldOut: true, genre).Words)
                .DistinctBy(WordList.Key),
        ];

    /// <summary>Makes a word wrong at a random place that takes several; at any place if none is met.</summary>
    private static SpoiledPlot Spoil(ClaimSession session, IReadOnlyList<string> plot, string[] words, int number)
    {
        PlotSpoiler spoiler = new(session.Story.Words);
        WordRandom random = new(session.Seed, number);
        SpoiledPlot spoiled = spoiler.Spoil(plot, 1, ref random);
        for (int i = 1; i < Tries && !HasRoom(plot, spoiled.Wrong[0], words); i++)
            spoiled = spoiler.Spoil(plot, 1, ref random);
        return spoiled;
    }

    private static bool HasRoom(IReadOnlyList<string> plot, int place, string[] words) =>
        words
            .Where(word => WordList.Key(word) != WordList.Key(plot[place]))
            .Where(word => Takes(plot, place, word))
            .Take(Several)
            .Count() == Several;

    private static bool Takes(IReadOnlyList<string> plot, int place, string word) =>
        HeldOutPlots.Grammar.Accepts([.. plot.Take(place), word, .. plot.Skip(place + 1)]);
}
