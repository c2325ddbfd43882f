using Hippogriff.Essay.Measuring;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// The network is given the captions of twenty-four pictures that it learned from. Each drawing is compared with the
/// nearest of them, enlarged to its size. The distance is divided by the mean distance of two of them. 0 is a copy,
/// which the optimal denoiser of <see cref="CopiesClaim"/> makes; 1 is a stranger. The claim holds above 0.2 with the
/// whole interval. It must also be a picture of the same. In more than half of the drawings the judge must see all that
/// it sees in the lesson. Otherwise anything that is no picture at all would count as an invention.
/// </summary>
internal sealed class InventsClaim : IClaim
{
    private const double Copy = 0.2;

    public string Id => "invents";

    public string Sentence => "The network does not copy: it draws what a caption says, in another way.";

    public double Work => 25;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        GenerationSettings size = session.Drawings.Settings(new DrawingWay());
        CaptionedScene[] scenes = [.. EssayScenes.Seen.Take(session.Of(EssayScenes.Seen.Count, 8))];
        RgbImage[] known = EssayScenes.Fitting(scenes, size.Width, size.Height);
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> drawn = session.Drawings.Of(
            [.. scenes.Select(scene => scene.Caption)],
            1,
            progress: session.Progress
        );
        double usual = Usual(known);
        (double Distance, int Nearest)[] nearest =
        [
            .. drawn.Select(row =>
                known.Select((image, i) => (PictureDistance.Pixels(row[0].Image, image), i)).MinBy(one => one.Item1)
            ),
        ];
        Measured apart = ClaimIntervals.Mean([.. nearest.Select(one => one.Distance / usual)]);
        IReadOnlyList<Sighting> truths = session.Drawings.Look(known);
        Measured same = ClaimIntervals.Share([.. truths.Select((truth, i) => Shows(drawn[i][0].Seen, truth))]);
        return new ClaimAnswer(
            apart.Low > Copy && same.Low > 0.5,
            new ClaimNumber(
                "distance to the nearest lesson as a share of that between lessons",
                apart,
                ClaimUnit.Ratio
            ),
            "above 0.20, and the same things in more than half"
        )
        {
            Beside =
            [
                new("the things of the lesson are in the drawing", same, ClaimUnit.Share),
                new("distance between two lessons", ClaimIntervals.Exactly(usual), ClaimUnit.Pixels),
            ],
            Pictures =
            [
                .. scenes
                    .Take(4)
                    .SelectMany(
                        (scene, i) =>
                            new ClaimPicture[]
                            {
                                new($"lesson: {scene.Caption}", known[i]),
                                new("drawn", drawn[i][0].Image),
                            }
                    ),
            ],
        };
    }

    private static bool Shows(Sighting seen, Sighting truth) =>
        truth.Things.Count > 0 && truth.Things.All(thing => seen.Things.Any(other => other.Thing == thing.Thing));

    private static double Usual(RgbImage[] known)
    {
        List<double> distances = [];
        for (int i = 0; i < known.Length; i++)
        for (int j = i + 1; j < known.Length; j++)
            distances.Add(PictureDistance.Pixels(known[i], known[j]));
        return distances.Average();
    }
}
