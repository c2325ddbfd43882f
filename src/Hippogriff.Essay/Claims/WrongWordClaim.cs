using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// In plots that training never saw one word is replaced by any other of the list. The model says of each word how
/// likely it is right, and is not told which was changed. The claim holds if the least believed word is the wrong one
/// in more than half of the plots, with the whole interval. Guessing finds it in one plot of fifteen or so.
/// </summary>
internal sealed class WrongWordClaim : IClaim
{
    public string Id => "wrong-word";

    public string Sentence => "A wrong word in a sentence is found by those around it.";

    public double Work => 10;

    public ClaimAnswer Ask(ClaimSession session)
    {
        PlotJudge judge = new(session.Story);
        PlotSpoiler spoiler = new(session.Story.Words);
        List<bool> first = [];
        List<double> chances = [];
        List<string> examples = [];
        int count = session.Of(100);
        foreach ((int i, ComposedPlot plot) in HeldOutPlots.Of(session, count).Index())
        {
            session.Stop.ThrowIfCancellationRequested();
            WordRandom random = new(session.Seed, i);
            SpoiledPlot spoiled = spoiler.Spoil(plot.Words, 1, ref random);
            IReadOnlyList<WordVerdict> verdicts = judge.Judge(spoiled.Words);
            WordVerdict least = verdicts.MinBy(verdict => verdict.Right)!;
            first.Add(least.Place == spoiled.Wrong[0]);
            chances.Add(1.0 / plot.Words.Count);
            if (examples.Count < 3)
                examples.Add(
                    FormattableString.Invariant(
                        $"{string.Join(' ', spoiled.Words)}: '{least.Word}' is right by {least.Right * 100:0.0} %"
                    )
                );
            session.Progress?.Report((i + 1.0) / count);
        }
        Measured found = ClaimIntervals.Share(first);
        return new ClaimAnswer(
            found.Low > 0.5,
            new ClaimNumber("the least believed word is the wrong one", found, ClaimUnit.Share),
            "above 50 %"
        )
        {
            Beside = [new("by guessing", ClaimIntervals.Exactly(chances.Average()), ClaimUnit.Share)],
            Examples = examples,
        };
    }
}
