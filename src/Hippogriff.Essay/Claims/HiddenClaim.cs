using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Stereograms;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// The model draws things on a white ground. Each outline is hidden in a stereogram, and the solver, which knows
/// nothing of how it was made, finds depth again. Both are cut at a quarter of their depth, and compared by the share
/// of their union that they have in common. The claim holds if that is above 0.7 on average, with the whole interval,
/// and further from the shape of another picture. 0.7 is the usual mark of a good match in detection (COCO's AP70).
/// What the judge does not recognise as the thing asked for counts 0, since nothing was hidden, and so does what has no
/// outline.
/// </summary>
internal sealed class HiddenClaim : IClaim
{
    private const int Width = 480,
        Height = 360;
    private const double Good = 0.7;
    private const float Raised = 0.25f;

    private static readonly HashSet<string> s_things =
    [
        "cat",
        "dog",
        "hippo",
        "horse",
        "elephant",
        "pig",
        "turtle",
        "apple",
        "banana",
        "tree",
        "car",
        "guitar",
        "star",
        "heart",
    ];

    public string Id => "hidden";

    public string Sentence => "A picture hidden in random dots can be found again.";

    public double Work => 40;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        (string Prompt, string Thing)[] asked =
        [
            .. AskedPicture.Things.Where(one => s_things.Contains(one.Thing)).Take(session.Of(s_things.Count)),
        ];
        IReadOnlyList<IReadOnlyList<JudgedDrawing>> drawn = session.Drawings.Of(
            [.. asked.Select(one => $"{one.Prompt} on a white background")],
            1,
            progress: session.Progress is { } progress ? new ProgressPart(progress, 0, 0.3) : null
        );
        Found[] found =
        [
            .. asked.Select(
                (one, i) =>
                {
                    session.Stop.ThrowIfCancellationRequested();
                    session.Progress?.Report(0.3 + 0.7 * i / asked.Length);
                    return drawn[i][0].Shows(one.Thing)
                        ? Hide(drawn[i][0].Image, session.Seed + i, session.Stop)
                        : default;
                }
            ),
        ];
        double[] own = [.. found.Select(f => Shared(f.True, f.Solved))],
            other = [.. found.Select((f, i) => Shared(found[(i + 1) % found.Length].True, f.Solved))];
        Measured mean = ClaimIntervals.Mean(own),
            nearer = ClaimIntervals.Mean([.. own.Zip(other, (a, b) => a - b)]);
        return new ClaimAnswer(
            mean.Low > Good && nearer.Low > 0,
            new ClaimNumber("shape found and shape hidden: common share of their union", mean, ClaimUnit.Ratio),
            "above 0.70, and more than with the shape of another picture"
        )
        {
            Beside =
            [
                new("the same with the shape of another picture", ClaimIntervals.Mean(other), ClaimUnit.Ratio),
                new(
                    "a thing as asked was there to hide",
                    ClaimIntervals.Share([.. asked.Select((one, i) => drawn[i][0].Shows(one.Thing))]),
                    ClaimUnit.Share
                ),
            ],
            Pictures =
            [
                .. asked
                    .Zip(found, drawn)
                    .Where(f => f.Second.Dots is not null)
                    .Take(2)
                    .SelectMany(f =>
                        new ClaimPicture[]
                        {
                            new(f.First.Prompt, f.Third[0].Image),
                            new("hidden", f.Second.Dots!),
                            new("found", f.Second.Solved?.ToImage() ?? f.Second.Dots!),
                        }
                    ),
            ],
        };
    }

    /// <summary>A hidden depth, its stereogram, and the depth that was found; null where there was none.</summary>
    private readonly record struct Found(DepthMap? True, RgbImage? Dots, DepthMap? Solved);

    private static Found Hide(RgbImage picture, long seed, CancellationToken stop)
    {
        DepthMap? depth = null;
        RgbImage? dots = null;
        try
        {
            depth = Outline.Find(picture, Width, Height);
            dots = Stereogram.Make(depth, new StereogramOptions { Seed = seed });
            return new Found(depth, dots, StereogramSolver.Solve(dots, cancellationToken: stop).Depth);
        }
        catch (HippogriffException)
        {
            return new Found(depth, dots, null); // no outline, or no depth found
        }
    }

    private static double Shared(DepthMap? one, DepthMap? other)
    {
        if (one is null || other is null)
            return 0;
        (int both, int either) = (0, 0);
        for (int i = 0; i < one.Values.Length; i++)
        {
            (bool a, bool b) = (one.Values[i] > Raised, other.Values[i] > Raised);
            both += a && b ? 1 : 0;
            either += a || b ? 1 : 0;
        }
        return either == 0 ? 0 : both / (double)either;
    }
}
