using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Twenty-four things are asked for by name, and the same noise is cleaned without words. The judge says in both
/// whether it sees that thing. The claim holds if words bring it into more than half of the pictures, beyond those
/// without words, with the whole interval over things.
/// </summary>
internal sealed class PromptClaim : IClaim
{
    private const int Seeds = 4;
    private const double Most = 0.5;

    public string Id => "prompt";

    public string Sentence => "A hint in words pulls the noise towards what it says.";

    public double Work => 35;

    public ClaimAnswer Ask(ClaimSession session)
    {
        (string Prompt, string Thing)[] asked = [.. AskedPicture.Things.Take(session.Of(AskedPicture.Things.Count, 6))];
        IReadOnlyList<JudgedDrawing> without = session.Drawings.Of([""], Seeds)[0];
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> with = session.Drawings.Of(
            [.. asked.Select(one => one.Prompt)],
            Seeds,
            progress: session.Progress
        );
        (double With, double Without)[] shares =
        [
            .. asked.Select((one, i) => (Share(with[i], one.Thing), Share(without, one.Thing))),
        ];
        Measured more = ClaimIntervals.Difference(shares);
        return new ClaimAnswer(
            more.Low > Most,
            new ClaimNumber("the named thing is seen with words less without", more, ClaimUnit.Points),
            "above +50 points"
        )
        {
            Beside =
            [
                new("seen with words", ClaimIntervals.MeanShare([.. shares.Select(s => s.With)]), ClaimUnit.Share),
                new(
                    "seen without words",
                    ClaimIntervals.MeanShare([.. shares.Select(s => s.Without)]),
                    ClaimUnit.Share
                ),
            ],
            Pictures =
            [
                new("no words", without[0].Image),
                .. asked.Take(7).Select((one, i) => new ClaimPicture($"{one.Prompt}, same noise", with[i][0].Image)),
            ],
        };
    }

    private static double Share(IReadOnlyList<JudgedDrawing> row, string thing) =>
        row.Average(one => one.Shows(thing) ? 1.0 : 0);
}
