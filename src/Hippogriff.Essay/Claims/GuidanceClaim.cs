using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Two coloured animals that fight are drawn with guidance 1 (the words alone, 2207.12598) and with the model's own
/// guidance. A picture is right if both are there, in their colours, and fight. The claim holds if louder words make
/// more pictures right, with the whole interval over prompts above 0. Any gain counts, since the essay says louder, not
/// how loud. The first run asked for two things side by side. The shipped model draws all of these without guidance as
/// well, so they could not tell; fights are what it gets wrong most often.
/// </summary>
internal sealed class GuidanceClaim : IClaim
{
    private const int Seeds = 1;

    public string Id => "guidance";

    public string Sentence => "The louder the hint, the more often the picture is right.";

    public double Work => 70;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        double usual = session.Model.Defaults.Guidance;
        if (session.Model.IsGuidanceDistilled || usual <= 1)
            throw new HippogriffException(
                $"The model {session.Model.Name} has its guidance built in, so its hint cannot be made louder."
            );
        AskedFight[] asked = [.. AskedFight.All.Take(session.Of(AskedFight.All.Count, 12))];
        string[] prompts = [.. asked.Select(pair => pair.Prompt)];
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> soft = Draw(1, 0);
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> loud = Draw(usual, 0.5);
        (double With, double Without)[] shares =
        [
            .. asked.Select((pair, i) => (Right(pair, loud[i]), Right(pair, soft[i]))),
        ];
        Measured gain = ClaimIntervals.Difference(shares);
        return new ClaimAnswer(
            gain.Low > 0,
            new ClaimNumber(
                FormattableString.Invariant($"right with guidance {usual:0.#} less with 1"),
                gain,
                ClaimUnit.Points
            ),
            "above 0"
        )
        {
            Beside =
            [
                new(
                    FormattableString.Invariant($"right with guidance {usual:0.#}"),
                    ClaimIntervals.MeanShare([.. shares.Select(s => s.With)]),
                    ClaimUnit.Share
                ),
                new(
                    "right with guidance 1",
                    ClaimIntervals.MeanShare([.. shares.Select(s => s.Without)]),
                    ClaimUnit.Share
                ),
            ],
            Pictures =
            [
                .. prompts
                    .Take(4)
                    .SelectMany(
                        (prompt, i) =>
                            new ClaimPicture[]
                            {
                                new($"{prompt}, guidance 1", soft[i][0].Image),
                                new(FormattableString.Invariant($"guidance {usual:0.#}"), loud[i][0].Image),
                            }
                    ),
            ],
        };

        IReadOnlyList<IReadOnlyList<JudgedDrawing>> Draw(double scale, double from) =>
            session.Drawings.Of(
                prompts,
                Seeds,
                new DrawingWay(Guidance: scale),
                session.Progress is { } progress ? new ProgressPart(progress, from, 0.5) : null
            );
    }

    private static double Right(AskedFight pair, IReadOnlyList<JudgedDrawing> row) =>
        row.Average(one => pair.IsIn(one.Seen) ? 1.0 : 0);
}
