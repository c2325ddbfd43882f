using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;
using Hippogriff.Story;
using Hippogriff.Story.Training;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Words are drawn at random, and the model finds a plot in them. The grammar says exactly whether the result is one of
/// its plots, from the first word to the last. The claim holds if more than half are, with the whole interval, and none
/// of the noise is. A plot with one wrong word counts as none.
/// </summary>
internal sealed class PlotClaim : IClaim
{
    public string Id => "plot";

    public string Sentence => "A plot comes out of nothing but random words.";

    public double Work => 40;

    public ClaimAnswer Ask(ClaimSession session)
    {
        int count = session.Of(80, 16);
        StoryWish wish = new(FilmPlots.Composed);
        List<bool> before = [],
            after = [];
        List<string> examples = [];
        foreach ((int i, ComposedPlot plot) in HeldOutPlots.Of(session, count).Index())
        {
            (IReadOnlyList<string> noise, IReadOnlyList<string> found) = HeldOutPlots.Find(
                session,
                i,
                plot.Words.Count,
                wish
            );
            before.Add(HeldOutPlots.Grammar.Accepts(noise));
            after.Add(HeldOutPlots.Grammar.Accepts(found));
            if (examples.Count < 3)
                examples.Add($"{string.Join(' ', noise)} becomes {string.Join(' ', found)}");
            session.Progress?.Report((i + 1.0) / count);
        }
        Measured share = ClaimIntervals.Share(after);
        return new ClaimAnswer(
            share.Low > 0.5 && !before.Contains(true),
            new ClaimNumber("plots by the grammar, from the first word to the last", share, ClaimUnit.Share),
            "above 50 %, and none of the noise"
        )
        {
            Beside = [new("the same of the noise", ClaimIntervals.Share(before), ClaimUnit.Share)],
            Examples = examples,
        };
    }
}
