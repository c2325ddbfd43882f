using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Ten ladders of prompts, from vague ("a picture") to specific ("a blue cat on the grass at night"). The first and the
/// last rung of each are drawn with the same eight seeds. Spread is the mean distance of two pictures of a prompt, in
/// the features of the judge, which knows nothing of the model. The claim holds if the last rung spreads less, by at
/// least a tenth with the whole interval over ladders. A model that does not listen has a ratio of nearly 1 with a
/// narrow interval, which could lie below 1 by luck. Hence the tenth.
/// </summary>
internal sealed class SpecificClaim : IClaim
{
    private const double Smaller = 0.9;
    private const int Shown = 4;

    public string Id => "specific";

    public string Sentence => "The more specific the words, the smaller the target.";

    public double Work => 130;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        int seeds = session.Of(8, 5);
        IReadOnlyList<string>[] ladders =
        [
            .. LadderExperiment.First.Take(session.Of(10)).Select(ladder => (string[])[ladder[0], ladder[^1]]),
        ];
        string[] prompts = [.. ladders.SelectMany(ladder => ladder).Distinct()];
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> drawn = session.Drawings.Of(
            prompts,
            seeds,
            progress: session.Progress
        );
        Dictionary<string, IReadOnlyList<JudgedDrawing>> by = prompts
            .Zip(drawn)
            .ToDictionary(one => one.First, one => one.Second);
        LadderResult result = LadderExperiment.Run(
            (ladder, _) => Story(session, ladder, by),
            ladders,
            cancellationToken: session.Stop
        );
        LadderFigure figure = result.Figures["judge"];
        return new ClaimAnswer(
            figure.Ratio.High < Smaller,
            new ClaimNumber("spread of the last rung as a share of the first", figure.Ratio, ClaimUnit.Ratio),
            "below 0.90"
        )
        {
            Beside =
            [
                new(
                    "ladders that end narrower",
                    ClaimIntervals.Share([.. Enumerable.Range(0, figure.Ladders).Select(i => i < figure.Shrunk)]),
                    ClaimUnit.Share
                ),
            ],
            Examples =
            [
                .. result.Stories.Select(story =>
                    FormattableString.Invariant(
                        $"{Said(story, 0)} to {Said(story, 1)}: {story.Ratios["judge"].Value:0.00}"
                    )
                ),
            ],
            Pictures =
            [
                .. ladders[0]
                    .SelectMany(prompt => by[prompt].Take(Shown).Select(one => new ClaimPicture(prompt, one.Image))),
            ],
        };
    }

    private static string Said(SpreadStory story, int rung) => SpreadSheet.Said(story.Prompts[rung]);

    private static SpreadStory Story(
        ClaimSession session,
        IReadOnlyList<string> ladder,
        Dictionary<string, IReadOnlyList<JudgedDrawing>> drawn
    )
    {
        // The judge has looked at these pictures already.
        float[][] features = [.. ladder.SelectMany(prompt => drawn[prompt].Select(one => one.Features))];
        return PromptSpread.Measure(
            session.Drawings.Settings(new DrawingWay()),
            ladder,
            [.. ladder.Select(prompt => (TextReading)session.Model.ReadingNow(prompt))],
            [.. ladder.Select(prompt => drawn[prompt].Select(one => one.Image).ToArray())],
            [new FeatureSpace("judge", _ => features)]
        );
    }
}
