using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// The same prompts and seeds are drawn in 1, 24 and 72 steps. The judge says whether thing, colour and ground are all
/// right. One step does not suffice if 24 steps make more pictures right, by at least a tenth with the whole interval.
/// A few dozen suffice if 24 are right more often than not, and three times as many steps gain less than a tenth. A
/// tenth is about what one would notice in a page of pictures. The first run asked 24 prompts, which cannot tell a
/// tenth (its intervals were +9 to +41 and -37 to +37 points). So 48 are asked; the thresholds stayed.
/// </summary>
internal sealed class StepsClaim : IClaim
{
    private const int Few = JudgedDrawings.UsualSteps,
        Many = 3 * Few,
        Seeds = 1;
    private const double Noticed = 0.1;

    public string Id => "steps";

    public string Sentence => "A few dozen steps are enough to clean a picture, and one is not.";

    public double Work => 240;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        AskedPicture[] asked = [.. AskedPicture.Scenes.Take(session.Of(AskedPicture.Scenes.Count, 12))];
        string[] prompts = [.. asked.Select(a => a.Prompt)];
        double all = 1 + Few + Many;
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> one = Draw(1, 0);
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> few = Draw(Few, 1 / all);
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> many = Draw(Many, (1 + Few) / all);
        double[] right1 = Right(one),
            rightFew = Right(few),
            rightMany = Right(many);
        Measured gain = ClaimIntervals.Difference([.. rightFew.Zip(right1)]),
            more = ClaimIntervals.Difference([.. rightMany.Zip(rightFew)]),
            share = ClaimIntervals.Share([.. few.Select((row, i) => Answers(asked[i], row))]);
        return new ClaimAnswer(
            gain.Low > Noticed && more.High < Noticed && share.Low > 0.5,
            new ClaimNumber($"right after {Few} steps less right after one", gain, ClaimUnit.Points),
            $"above +10 points; {Few} steps right in more than half; {Many} steps better by less than 10 points"
        )
        {
            Beside =
            [
                new($"right after {Few} steps", share, ClaimUnit.Share),
                new(
                    "right after one step",
                    ClaimIntervals.Share([.. one.Select((row, i) => Answers(asked[i], row))]),
                    ClaimUnit.Share
                ),
                new($"right after {Many} steps less right after {Few}", more, ClaimUnit.Points),
            ],
            Pictures =
            [
                new($"{prompts[0]}, 1 step", one[0][0].Image),
                new($"{Few} steps", few[0][0].Image),
                new($"{Many} steps", many[0][0].Image),
                new($"{prompts[1]}, 1 step", one[1][0].Image),
                new($"{Few} steps", few[1][0].Image),
                new($"{Many} steps", many[1][0].Image),
            ],
        };

        IReadOnlyList<IReadOnlyList<JudgedDrawing>> Draw(int steps, double from) =>
            session.Drawings.Of(
                prompts,
                Seeds,
                new DrawingWay(steps),
                session.Progress is { } progress ? new ProgressPart(progress, from, steps / all) : null
            );

        double[] Right(IReadOnlyList<IReadOnlyList<JudgedDrawing>> rows) =>
            [.. rows.Select((row, i) => Answers(asked[i], row).Average(right => right ? 1.0 : 0))];
    }

    private static IReadOnlyList<bool> Answers(AskedPicture asked, IReadOnlyList<JudgedDrawing> row) =>
        [.. row.Select(drawing => asked.IsIn(drawing.Seen))];
}
