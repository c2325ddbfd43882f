using Hippogriff.Denoising;
using Hippogriff.ExactDenoisers;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.FolderModels;

/// <summary>
/// Compares three denoisers that sample from the same noise. The optimal one for a set of pictures
/// (<see cref="OptimalDenoiser"/>) reproduces one of them. Its local, shift-equivariant version
/// (<see cref="LocalDenoiser"/>) makes new pictures. The third is a trained network. After Kamb and Ganguli,
/// 2412.20292.
/// </summary>
public static class PerfectComparison
{
    /// <summary>Maximum number of pictures in one comparison.</summary>
    public const int MostDrawings = 16;

    /// <summary>Pictures used to choose patch sides; their seeds are used for nothing else.</summary>
    private const int ChoosingDrawings = 2,
        EncodeBatch = 32;
    private const long ChoosingSeed = 0x5eed_0000_0000;

    /// <param name="model">Defines the space that is denoised and how noise is added. With
    /// <paramref name="withNetwork"/>, its denoiser is the network. Borrowed, on its own thread.</param>
    /// <param name="withNetwork">Whether the model's own denoiser is compared too, without guidance.</param>
    /// <param name="images">The pictures, of one size that the model draws.</param>
    /// <param name="captions">Their captions; used if there is a prompt.</param>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">Receives the share of the work that is done.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="HippogriffException">There are no pictures, or a number is out of its range.</exception>
    public static PerfectResult Run(
        IPictureModel model,
        bool withNetwork,
        IReadOnlyList<RgbImage> images,
        IReadOnlyList<string> captions,
        PerfectRequest request,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        Check(request, images);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = Batches(
            images.Count,
            (first, count) => model.Encode(ImageTensor.FromImages([.. images.Skip(first).Take(count)], model.Device))
        ); // [K, C, h, w]
        Tensor known = Batches(
            images.Count,
            (first, count) => model.Decode(codes.narrow(0, first, count)).clamp_(Held(-1), Held(1))
        ); // [K, 3, H, W]
        double[] sigmas = SamplingRun.Levels(model.Defaults.Schedule, model.Family, request.Steps);
        using OptimalDenoiser optimal = new(codes, captions);
        using LocalDenoiser local = new(codes, captions);
        Denoiser copying = optimal.For(request.Prompt, model.Family);
        Denoiser? network = withNetwork ? model.For(request.Prompt) : null;

        PatchSides sides =
            request.Side > 0 ? PatchSides.Always(request.Side)
            : network is null ? PatchSides.Falling(model.Family, sigmas, (int)Math.Max(codes.shape[2], codes.shape[3]))
            : Choose(
                model,
                network,
                local,
                request.Prompt,
                codes,
                sigmas,
                share => progress?.Report(0.4 * share),
                cancellationToken
            );
        Denoiser inventing = local.For(request.Prompt, model.Family, sides.At);
        progress?.Report(0.4);

        using SeededNoise noise = new(request.Seed, request.Count, codes.shape.AsSpan(1), model.Device);
        Tensor start = noise.Draw() * Held(sigmas[0]);
        NearestPictures nearest = new(known);
        List<PerfectLevel> levels = [];
        Tensor? drawn = null;
        if (network is not null)
        {
            Denoiser watched = (x, sigma) =>
            {
                Tensor guess = network(x, sigma);
                using DisposeScope step = NewDisposeScope();
                levels.Add(
                    new PerfectLevel(
                        sigma,
                        sides.At(sigma),
                        Agreement(inventing(x, sigma), guess),
                        Agreement(copying(x, sigma), guess)
                    )
                );
                progress?.Report(0.4 + 0.3 * levels.Count / request.Steps);
                return guess;
            };
            drawn = Sample(model, watched, start, sigmas, null, cancellationToken);
        }
        Tensor copied = Sample(model, copying, start, sigmas, null, cancellationToken);
        Tensor invented = Sample(
            model,
            inventing,
            start,
            sigmas,
            step => progress?.Report(0.7 + 0.3 * (step.Index + 1) / step.Count),
            cancellationToken
        );
        return new PerfectResult(
            ImageTensor.ToImages(known),
            Pictures(copied, nearest),
            Pictures(invented, nearest),
            drawn is null ? [] : Pictures(drawn, nearest),
            nearest.Apart(),
            levels,
            drawn is null
                ? null
                : new PerfectAgreement(
                    Median(invented, drawn, 0),
                    Median(copied, drawn, 0),
                    request.Count < 2 ? double.NaN : Median(drawn, drawn, 1)
                )
        );
    }

    /// <summary>
    /// r^2 of a guess [N, C, h, w] for a truth: 1 - sum (guess - truth)^2 / sum (truth - its channel's mean)^2.
    /// </summary>
    internal static double Agreement(Tensor guess, Tensor truth)
    {
        using DisposeScope scope = NewDisposeScope();
        double spread = (truth - truth.mean([0, 2, 3], keepdim: true)).Squared().sum().item<float>(),
            missed = (guess - truth).Squared().sum().item<float>();
        return spread > 0 ? 1 - missed / spread : double.NaN;
    }

    /// <summary>
    /// At each level, the side whose guesses agree best with the network's, along the network's trajectory from other
    /// noise.
    /// </summary>
    private static PatchSides Choose(
        IPictureModel model,
        Denoiser network,
        LocalDenoiser local,
        string prompt,
        Tensor codes,
        double[] sigmas,
        Action<double> tell,
        CancellationToken cancellationToken
    )
    {
        using DisposeScope scope = NewDisposeScope();
        using SeededNoise noise = new(ChoosingSeed, ChoosingDrawings, codes.shape.AsSpan(1), model.Device);
        int[] candidates =
        [
            .. ((int[])[1, 3, 5, 7, 9, 11, 15, 21, local.LargestSide])
                .Where(side => side <= local.LargestSide)
                .Distinct(),
        ];
        List<(double Sigma, int Side)> best = [];
        Denoiser watched = (x, sigma) =>
        {
            Tensor guess = network(x, sigma);
            using DisposeScope step = NewDisposeScope();
            best.Add(
                (
                    sigma,
                    candidates.MaxBy(side => Agreement(local.For(prompt, model.Family, _ => side)(x, sigma), guess))
                )
            );
            tell(best.Count / (sigmas.Length - 1.0));
            return guess;
        };
        Sample(model, watched, noise.Draw() * Held(sigmas[0]), sigmas, null, cancellationToken).Dispose();
        return new PatchSides(best);
    }

    /// <summary>From noise to pixels [N, 3, H, W] in [-1, 1].</summary>
    private static Tensor Sample(
        IPictureModel model,
        Denoiser denoise,
        Tensor start,
        double[] sigmas,
        Action<SamplerStep>? onStep,
        CancellationToken cancellationToken
    )
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor done = SamplingRun.Draw(
            new SamplingPlan
            {
                Denoiser = denoise,
                Family = model.Family,
                Sampler = "euler",
                Levels = sigmas,
                Noise = () => throw new InvalidOperationException("Euler's method takes no noise."),
                Start = start,
                OnStep = onStep,
            },
            cancellationToken
        );
        return DrawnPixels.Of(model, done).clamp_(Held(-1), Held(1)).MoveToOuterDisposeScope();
    }

    private static PerfectPicture[] Pictures(Tensor pixels, NearestPictures nearest) =>
        [
            .. ImageTensor
                .ToImages(pixels)
                .Zip(nearest.Of(pixels), (image, near) => new PerfectPicture(image, near.Index, near.Distance)),
        ];

    /// <summary>
    /// Median over the seeds of the agreement of picture i with picture i + <paramref name="shift"/>, cyclically.
    /// </summary>
    private static double Median(Tensor guesses, Tensor truths, int shift)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = truths.shape[0];
        double[] all =
        [
            .. Enumerable
                .Range(0, (int)count)
                .Select(i => Agreement(guesses.narrow(0, (i + shift) % count, 1), truths.narrow(0, i, 1)))
                .Order(),
        ];
        return (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
    }

    private static Tensor Batches(int count, Func<int, int, Tensor> make)
    {
        using DisposeScope scope = NewDisposeScope();
        return cat([
                .. Enumerable
                    .Range(0, (count + EncodeBatch - 1) / EncodeBatch)
                    .Select(i => make(i * EncodeBatch, Math.Min(EncodeBatch, count - i * EncodeBatch))),
            ])
            .MoveToOuterDisposeScope();
    }

    private static void Check(PerfectRequest request, IReadOnlyList<RgbImage> images)
    {
        if (images.Count == 0)
            throw new HippogriffException("The comparison needs at least one picture.");
        if (request.Count is < 1 or > MostDrawings)
            throw new HippogriffException($"The comparison makes 1 to {MostDrawings} drawings, not {request.Count}.");
        if (request.Steps < 1)
            throw new HippogriffException($"The comparison takes at least 1 step, not {request.Steps}.");
        if (request.Side < 0 || request.Side > 0 && request.Side % 2 == 0)
            throw new HippogriffException($"The side of a patch is an odd number, not {request.Side}.");
    }
}
