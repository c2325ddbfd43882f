using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Things are drawn with four seeds each, and with the first seed twice more. The claim has three parts, and all must
/// hold. The same drawing made twice gives the same picture to the last byte. Other seeds give pictures that differ by
/// at least a twentieth of the range from black to white (12.75 of 255). And they are pictures of the same thing: the
/// judge sees it in more than half. Without the third part noise itself would never be the same twice. The first run
/// compared a drawing with the same among fifteen others. There it may differ by a rounding, since sums are ordered
/// otherwise; how much is told beside.
/// </summary>
internal sealed class SeedsClaim : IClaim
{
    private const int Seeds = 4;
    private const double Seen = 255 / 20.0;

    public string Id => "seeds";

    public string Sentence =>
        "Another seed gives another picture of the same thing, and the same seed the same picture.";

    public double Work => 70;

    public ClaimAnswer Ask(ClaimSession session)
    {
        (string Prompt, string Thing)[] asked = [.. AskedPicture.Things.Take(session.Of(16))];
        string[] prompts = [.. asked.Select(one => one.Prompt)];
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> drawn = session.Drawings.Of(
            prompts,
            Seeds,
            progress: session.Progress
        );
        RgbImage[] once = [.. prompts.Select(session.Drawings.Again)],
            twice = [.. prompts.Select(session.Drawings.Again)];
        bool[] same = [.. once.Zip(twice, (a, b) => a.Pixels.SequenceEqual(b.Pixels))];
        double[] beside = [.. once.Select((image, i) => PictureDistance.Pixels(image, drawn[i][0].Image))];
        Measured apart = ClaimIntervals.Mean([.. drawn.Select(row => Apart([.. row.Select(one => one.Image)]))]),
            shows = ClaimIntervals.Share([
                .. drawn.Select((row, i) => (IReadOnlyList<bool>)[.. row.Select(one => one.Shows(asked[i].Thing))]),
            ]);
        return new ClaimAnswer(
            same.All(equal => equal) && apart.Low > Seen && shows.Low > 0.5,
            new ClaimNumber("difference of two seeds of a prompt", apart, ClaimUnit.Pixels),
            "above 12.75 of 255; the same seed always the same bytes; the thing in more than half"
        )
        {
            Beside =
            [
                new("drawn again with the same seed: the same bytes", ClaimIntervals.Share(same), ClaimUnit.Share),
                new("drawn alone and among others", ClaimIntervals.Mean(beside), ClaimUnit.Pixels),
                new("the named thing is seen", shows, ClaimUnit.Share),
            ],
            Pictures =
            [
                .. drawn
                    .Take(2)
                    .SelectMany(
                        (row, i) =>
                            row.Select(
                                (one, s) => new ClaimPicture($"{prompts[i]}, seed {session.Seed + s}", one.Image)
                            )
                    ),
            ],
        };
    }

    private static double Apart(IReadOnlyList<RgbImage> images)
    {
        List<double> distances = [];
        for (int i = 0; i < images.Count; i++)
        for (int j = i + 1; j < images.Count; j++)
            distances.Add(PictureDistance.Pixels(images[i], images[j]));
        return distances.Average();
    }
}
