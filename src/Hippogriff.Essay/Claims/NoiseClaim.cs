using Hippogriff.Denoising;
using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Pictures are drawn from pure noise without any words. The judge says whether it sees a thing in them, and in the
/// noise that they began with. The claim holds if things are seen in 50 points more of the pictures than of the noise,
/// with the whole interval. Most of the time something comes out, and it was not seen into the noise.
/// </summary>
internal sealed class NoiseClaim : IClaim
{
    private const double Most = 0.5;

    public string Id => "noise";

    public string Sentence => "A picture of something comes out of pure noise.";

    public double Work => 40;

    public ClaimAnswer Ask(ClaimSession session)
    {
        int count = session.Of(48, 12);
        IReadOnlyList<JudgedDrawing> drawn = session.Drawings.Of([""], count, progress: session.Progress)[0];
        IReadOnlyList<RgbImage> noise = NoiseOf(session, count);
        bool[] before = [.. session.Drawings.Look(noise).Select(seen => seen.Things.Count > 0)],
            after = [.. drawn.Select(d => d.Seen.Things.Count > 0)];
        Measured more = ClaimIntervals.Difference([.. after.Zip(before, (a, b) => (a ? 1.0 : 0, b ? 1.0 : 0))]);
        return new ClaimAnswer(
            more.Low > Most,
            new ClaimNumber("pictures with a thing less noise with a thing", more, ClaimUnit.Points),
            "above +50 points"
        )
        {
            Beside =
            [
                new("a thing is seen in the picture", ClaimIntervals.Share(after), ClaimUnit.Share),
                new("a thing is seen in its noise", ClaimIntervals.Share(before), ClaimUnit.Share),
            ],
            Pictures =
            [
                .. Enumerable
                    .Range(0, 4)
                    .SelectMany(i =>
                        new ClaimPicture[]
                        {
                            new($"noise of seed {session.Seed + i}", noise[i]),
                            new("what came out", drawn[i].Image),
                        }
                    ),
            ],
        };
    }

    /// <summary>The noise that the drawings begin with, as the decoder shows it.</summary>
    private static IReadOnlyList<RgbImage> NoiseOf(ClaimSession session, int count)
    {
        IPictureModel model = session.Model;
        GenerationSettings settings = session.Drawings.Settings(new DrawingWay());
        using IDisposable inference = inference_mode();
        List<RgbImage> pictures = [];
        foreach (long seed in Seeds.From(session.Seed, count))
        {
            using DisposeScope scope = NewDisposeScope();
            using SeededNoise noise = new(seed, 1, model.ShapeFor(settings.Width, settings.Height), model.Device);
            pictures.Add(ImageTensor.ToImage(model.Decode(noise.Draw())));
        }
        return pictures;
    }
}
