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
    /// <see cref="PerfectRequest.WithNetwork"/>, its denoiser is the network. Borrowed, on its own thread.</param>
    /// <param name="images">The pictures, of one size that the model draws.</param>
    /// <param name="captions">Their captions; used if there is a prompt.</param>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">Receives the share of the work that is done.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="HippogriffException">There are no pictures, or a number is out of its range.</exception>
    public static PerfectResult Run(
        IPictureModel model,
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

        // 1. The pictures as the model sees them.
        (Tensor codes, Tensor known) = Encode(model, images); // [K, C, h, w], [K, 3, H, W]

        // 2. The three denoisers.
        (string prompt, NoiseFamily family) = (request.Prompt, model.Family);
        double[] sigmas = SamplingRun.Levels(model.Defaults.Schedule, family, request.Steps);
        using OptimalDenoiser optimal = new(codes, captions);
        using LocalDenoiser local = new(codes, captions);
        Denoiser? network = request.WithNetwork ? model.For(prompt) : null;
        Sampling sampling = new(model, sigmas, cancellationToken);
        PatchSides sides =
            request.Side > 0 ? PatchSides.Always(request.Side)
            : network is null ? PatchSides.Falling(family, sigmas, (int)Math.Max(codes.shape[2], codes.shape[3]))
            : Choose(sampling, network, local, codes, prompt, share => progress?.Report(0.4 * share));
        Contenders two = new(optimal.For(prompt, family), local.For(prompt, family, sides.At), sides);
        progress?.Report(0.4);

        // 3. The same noise through each of them.
        using SeededNoise noise = new(request.Seed, request.Count, codes.shape.AsSpan(1), model.Device);
        Tensor start = noise.Draw() * Held(sigmas[0]);
        List<PerfectLevel> levels = [];
        Tensor? drawn = network is null
            ? null
            : sampling.Run(
                Watched(network, two, levels, done => progress?.Report(0.4 + 0.3 * done / request.Steps)),
                start
            );
        Tensor copied = sampling.Run(two.Copying, start);
        Tensor invented = sampling.Run(
            two.Inventing,
            start,
            step => progress?.Report(0.7 + 0.3 * (step.Index + 1) / step.Count)
        );

        // 4. How near each is to the pictures, and to the network.
        return Result(known, copied, invented, drawn, levels);
    }

    /// <summary>The pictures as the model's latent, and as its latent can show them.</summary>
    private static (Tensor Codes, Tensor Known) Encode(IPictureModel model, IReadOnlyList<RgbImage> images)
    {
        Tensor codes = Batches(
            images.Count,
            (first, count) => model.Encode(ImageTensor.FromImages([.. images.Skip(first).Take(count)], model.Device))
        );
        Tensor known = Batches(
            images.Count,
            (first, count) => model.Decode(codes.narrow(0, first, count)).clamp_(Held(-1), Held(1))
        );
        return (codes, known);
    }

    private static PerfectResult Result(
        Tensor known,
        Tensor copied,
        Tensor invented,
        Tensor? drawn,
        IReadOnlyList<PerfectLevel> levels
    )
    {
        NearestPictures nearest = new(known);
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
                    drawn.shape[0] < 2 ? double.NaN : Median(drawn, drawn, 1)
                )
        );
    }

    /// <summary>The two that need no training, and the sides of the patches that the local one sees.</summary>
    private sealed record Contenders(Denoiser Copying, Denoiser Inventing, PatchSides Sides);

    /// <summary>The network, which at every level is asked how well the other two agree with it.</summary>
    private static Denoiser Watched(Denoiser network, Contenders two, List<PerfectLevel> levels, Action<double> tell) =>
        (x, sigma) =>
        {
            Tensor guess = network(x, sigma);
            using DisposeScope step = NewDisposeScope();
            levels.Add(
                new PerfectLevel(
                    sigma,
                    two.Sides.At(sigma),
                    Agreement(two.Inventing(x, sigma), guess),
                    Agreement(two.Copying(x, sigma), guess)
                )
            );
            tell(levels.Count);
            return guess;
        };

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
        Sampling sampling,
        Denoiser network,
        LocalDenoiser local,
        Tensor codes,
        string prompt,
        Action<double> tell
    )
    {
        using DisposeScope scope = NewDisposeScope();
        IPictureModel model = sampling.Model;
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
            int side = candidates.MaxBy(side => Agreement(local.For(prompt, model.Family, _ => side)(x, sigma), guess));
            best.Add((sigma, side));
            tell(best.Count / (sampling.Levels.Length - 1.0));
            return guess;
        };
        sampling.Run(watched, noise.Draw() * Held(sampling.Levels[0])).Dispose();
        return new PatchSides(best);
    }

    /// <summary>Samples with Euler's method, which takes no noise of its own.</summary>
    private sealed record Sampling(IPictureModel Model, double[] Levels, CancellationToken Token)
    {
        /// <summary>From noise [N, C, h, w] at the first level to pixels [N, 3, H, W] in [-1, 1].</summary>
        public Tensor Run(Denoiser denoise, Tensor start, Action<SamplerStep>? onStep = null)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor done = SamplingRun.Draw(
                new SamplingPlan
                {
                    Denoiser = denoise,
                    Family = Model.Family,
                    Sampler = "euler",
                    Levels = Levels,
                    Noise = () => throw new InvalidOperationException("Euler's method takes no noise."),
                    Start = start,
                    OnStep = onStep,
                },
                Token
            );
            return DrawnPixels.Of(Model, done).clamp_(Held(-1), Held(1)).MoveToOuterDisposeScope();
        }
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
