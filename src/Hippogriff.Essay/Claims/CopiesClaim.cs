using Hippogriff.Essay.Measuring;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// The optimal denoiser of forty-eight pictures is known in closed form (2412.20292). It draws from noise, and each
/// drawing is compared with the nearest of the pictures. The claim holds if the greatest of the distances is below one
/// step of 255, which no eye tells apart. The pictures themselves must lie apart. This is mathematics and holds for any
/// weights: no network is asked, only the autoencoder in which the pictures are compared.
/// </summary>
internal sealed class CopiesClaim : IClaim
{
    private const int Drawings = 12;

    public string Id => "copies";

    public string Sentence => "A perfect denoiser would only copy what it was trained on.";

    public double Work => 15;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        GenerationDefaults size = session.Model.Defaults;
        CaptionedScene[] scenes = [.. EssayScenes.Seen, .. EssayScenes.Unseen];
        PerfectResult result = PerfectComparison.Run(
            session.Model,
            EssayScenes.Fitting(scenes, size.Width, size.Height),
            [.. scenes.Select(scene => scene.Caption)],
            new PerfectRequest
            {
                Count = Drawings,
                Seed = session.Seed,
                Side = 1,
            },
            session.Progress,
            session.Stop
        );
        double[] distances = [.. result.Optimal.Select(one => one.Distance)];
        double most = distances.Max();
        return new ClaimAnswer(
            most < 1 && result.Apart > 10,
            new ClaimNumber("distance to the nearest picture", ClaimIntervals.Mean(distances), ClaimUnit.Pixels),
            "the greatest below 1 of 255"
        )
        {
            Beside =
            [
                new("the greatest of them", ClaimIntervals.Exactly(most), ClaimUnit.Pixels),
                new("usual between two of the pictures", ClaimIntervals.Exactly(result.Apart), ClaimUnit.Pixels),
            ],
            Pictures =
            [
                .. result
                    .Optimal.Take(4)
                    .SelectMany(one =>
                        new ClaimPicture[]
                        {
                            new("drawn", one.Image),
                            new("nearest picture", result.Training[one.Nearest]),
                        }
                    ),
            ],
        };
    }
}
