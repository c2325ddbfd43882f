using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Noise of nine levels is added to twenty-four true pictures that training never saw. The network takes it away in one
/// guess, without words. Its squared error is divided by that of the best guess without knowledge of pictures. That is
/// Wiener's filter, from the mean and variance of each channel of these same pictures. Below 1 it has learned something
/// of pictures. It must be below 1 at each of the levels with the whole interval, since the claim is about every level.
/// One level that was not learned breaks the way from noise to picture (denoising score matching, 1907.05600). The
/// filter knows the pictures that it is asked about and the network does not, so the test is on the hard side.
/// </summary>
internal sealed class LevelsClaim : IClaim
{
    private const int Levels = 9,
        Batch = 8;

    public string Id => "levels";

    public string Sentence => "A network learns to take noise away, level by level.";

    public double Work => 10;

    public ClaimAnswer Ask(ClaimSession session)
    {
        IPictureModel model = session.Model;
        GenerationDefaults size = model.Defaults;
        RgbImage[] pictures = EssayScenes.Fitting(
            EssayScenes.Unseen.Take(session.Of(EssayScenes.Unseen.Count, 8)),
            size.Width,
            size.Height
        );
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = cat([
            .. pictures.Chunk(Batch).Select(part => model.Encode(ImageTensor.FromImages(part, model.Device))),
        ]); // [N, C, h, w]
        double[] sigmas = SamplingRun.Levels(size.Schedule, model.Family, Levels + 1)[1..^1];
        List<ClaimNumber> levels = [];
        foreach ((int i, double sigma) in sigmas.Index())
        {
            session.Stop.ThrowIfCancellationRequested();
            levels.Add(
                new ClaimNumber(
                    FormattableString.Invariant($"noise level {(Levels - i) * 10} of 100"),
                    ClaimIntervals.Ratio(Errors(model, codes, sigma, session.Seed)),
                    ClaimUnit.Ratio
                )
            );
            session.Progress?.Report((i + 1.0) / sigmas.Length);
        }
        ClaimNumber worst = levels.MaxBy(level => level.Range.High)!;
        return new ClaimAnswer(
            worst.Range.High < 1,
            worst with
            {
                What = $"error as a share of a guess without knowledge, at the worst level ({worst.What})",
            },
            "below 1 at every level, with the whole interval"
        )
        {
            Beside = levels,
        };
    }

    /// <summary>Squared errors of the network and of Wiener's filter, picture by picture.</summary>
    private static List<(double, double)> Errors(IPictureModel model, Tensor codes, double sigma, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using SeededNoise noise = new(seed, (int)codes.shape[0], codes.shape.AsSpan(1), model.Device);
        Tensor noisy = model.Family.AddNoise(codes, noise.Draw(), sigma);
        Denoiser denoise = model.For("");
        Tensor guess = cat([.. noisy.split(Batch).Select(part => denoise(part, sigma))]);
        double alpha = model.Family.Alpha(sigma);
        Tensor mean = codes.mean([0, 2, 3], keepdim: true),
            variance = (codes - mean).Squared().mean([0, 2, 3], keepdim: true);
        Tensor gain = variance * Held(alpha) / (variance * Held(alpha * alpha)).Plus(sigma * sigma);
        Tensor blind = mean.Plus(gain * (noisy - mean * Held(alpha)));
        return [.. Missed(guess, codes).Zip(Missed(blind, codes))];
    }

    private static double[] Missed(Tensor guess, Tensor truth) =>
        [
            .. TensorNumbers
                .Of<float>((guess - truth).Squared().mean([1, 2, 3]).to(ScalarType.Float32))
                .Select(error => (double)error),
        ];
}
