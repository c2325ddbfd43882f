using Hippogriff.Denoising;
using Hippogriff.Texts;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.ExactDenoisers;

/// <summary>
/// The optimal denoiser that sees only a patch and not its position: the equivariant local score machine (Kamb and
/// Ganguli, "An analytic theory of creativity in convolutional diffusion models", 2412.20292). For each position it
/// computes the posterior over all patches of the pictures given the noisy patch. It returns the mean of their centres.
/// Neighbouring positions agree only as far as their patches overlap. The denoiser therefore combines parts of
/// different pictures, without any training.
/// </summary>
/// <remarks>
/// Keeps its own copy of the pictures until disposed; its denoisers must not be used afterwards.
/// </remarks>
public sealed class LocalDenoiser : IDisposable
{
    /// <summary>Maximum number of likelihoods in memory, positions times patches: 64 MiB in single precision.</summary>
    private const long ChunkNumbers = 1 << 24;

    /// <summary>Below this sigma, likelihoods need double precision.</summary>
    private const double Fine = 0.02;

    private readonly Tensor _pictures; // [K, C, H, W] float32
    private readonly CaptionLookup _captions;
    private readonly PatchBorder _border;

    /// <param name="pictures">[K, C, H, W], K at least 1. Copied.</param>
    /// <param name="captions">K captions.</param>
    /// <param name="border">How patches continue beyond the border.</param>
    /// <exception cref="HippogriffException">There are no pictures, or not as many captions as pictures.</exception>
    public LocalDenoiser(Tensor pictures, IReadOnlyList<string> captions, PatchBorder border = PatchBorder.Ends)
    {
        if (pictures.dim() != 4 || pictures.shape[0] == 0)
            throw new HippogriffException("The local denoiser needs at least one picture.");
        if (pictures.shape[0] != captions.Count)
            throw new HippogriffException(
                $"The local denoiser got {pictures.shape[0]} pictures and "
                    + $"{Counted.Of(captions.Count, "caption")}; there must be as many of both."
            );
        using (NewDisposeScope())
            _pictures = pictures.detach().to(ScalarType.Float32, copy: true).contiguous().DetachFromDisposeScope();
        (_captions, _border) = (new CaptionLookup(captions), border);
    }

    /// <summary>The largest useful side of a patch: it reaches from any position to all others.</summary>
    public int LargestSide => 2 * (int)Math.Max(_pictures.shape[2], _pictures.shape[3]) - 1;

    /// <summary>The denoiser for one prompt; an empty prompt weights all pictures equally.</summary>
    /// <param name="prompt">The prompt that weights the captions.</param>
    /// <param name="family">How noise is added to pictures.</param>
    /// <param name="side">Side of the patches at each noise level, odd, at least 1. Sides above
    /// <see cref="LargestSide"/> have the same effect as that.</param>
    public Denoiser For(string prompt, NoiseFamily family, Func<double, int> side)
    {
        double[] weights = _captions.LogWeights(prompt);
        return (x, sigma) => Denoise(x, sigma, family.Alpha(sigma), weights, Math.Min(side(sigma), LargestSide));
    }

    /// <inheritdoc/>
    public void Dispose() => _pictures.Dispose();

    private Tensor Denoise(Tensor x, double sigma, double alpha, double[] weights, int side)
    {
        Check(x, side);
        using IDisposable noGradients = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int reach = side / 2,
            height = (int)x.shape[2],
            width = (int)x.shape[3];
        Tensor noisy = x.to(sigma < Fine ? ScalarType.Float64 : ScalarType.Float32),
            clean = zeros_like(noisy);
        Posterior posterior = Known(noisy, sigma, alpha, weights);
        if (_border == PatchBorder.Wraps)
        {
            posterior = posterior with { Pictures = Wrapped(posterior.Pictures, reach) };
            PatchWindow all = new(reach, height, reach, width, reach, reach, reach, reach);
            Guess(all, Wrapped(noisy, reach), posterior, clean, frame: reach);
        }
        else
            foreach (PatchWindow window in PatchWindow.Of(height, width, side))
                Guess(window, noisy, posterior, clean, frame: 0);
        return clean.to(x.dtype).MoveToOuterDisposeScope();
    }

    private void Check(Tensor x, int side)
    {
        if (x.dim() != 4 || !x.shape.AsSpan(1).SequenceEqual(_pictures.shape.AsSpan(1)))
            throw new ArgumentException(
                $"The pictures are [{string.Join(", ", _pictures.shape[1..])}], x is [{string.Join(", ", x.shape)}].",
                nameof(x)
            );
        if (side < 1 || side % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(side), side, "The side of a patch is odd and at least 1.");
    }

    /// <summary>
    /// What the posterior of a patch q is made of. The logit of a picture's patch p is its prior [K] plus (alpha q.p -
    /// alpha^2 |p|^2 / 2) / sigma^2. Its factors are tensors, so that loops over patches convert no numbers.
    /// </summary>
    private readonly record struct Posterior(Tensor Pictures, Tensor Prior, Tensor Gain, Tensor Half);

    /// <summary>The posterior over the pictures whose captions have any weight.</summary>
    private Posterior Known(Tensor noisy, double sigma, double alpha, double[] weights)
    {
        Tensor pictures = _pictures.to(noisy.dtype, noisy.device);
        long[] known =
        [
            .. Enumerable
                .Range(0, weights.Length)
                .Where(i => weights[i] > double.NegativeInfinity)
                .Select(i => (long)i),
        ];
        if (known.Length < weights.Length)
            pictures = pictures.index_select(0, tensor(known, device: noisy.device));
        return new Posterior(
            pictures,
            tensor(known.Select(i => weights[i]).ToArray(), device: noisy.device).to(noisy.dtype),
            Number(alpha / (sigma * sigma)),
            Number(-alpha * alpha / (2 * sigma * sigma))
        );

        Tensor Number(double value) => tensor(value, device: noisy.device).to(noisy.dtype);
    }

    /// <summary>
    /// All positions of one window: a softmax over the window's patches in all pictures, in chunks of pictures. Partial
    /// sums are relative to the largest logit so far and are rescaled when a larger one appears.
    /// </summary>
    private static void Guess(PatchWindow window, Tensor noisy, Posterior posterior, Tensor clean, int frame)
    {
        using DisposeScope scope = NewDisposeScope();
        // [Q, D]; a patch that is the whole picture is a view of it, so not in place
        Tensor seen = window.Cut(noisy).mul(posterior.Gain);
        long places = seen.shape[0],
            each = (long)window.Rows * window.Columns,
            step = Math.Max(1, ChunkNumbers / Math.Max(1, places * each));
        Tensor best = full([places, 1], Held(double.NegativeInfinity), seen.dtype, seen.device),
            total = zeros_like(best),
            sum = zeros([places, noisy.shape[1]], seen.dtype, seen.device);
        for (long first = 0; first < posterior.Pictures.shape[0]; first += step)
        {
            using DisposeScope chunk = NewDisposeScope();
            long count = Math.Min(step, posterior.Pictures.shape[0] - first);
            Tensor some = posterior.Pictures.narrow(0, first, count),
                patches = window.Cut(some); // [M, D]
            Tensor offset = patches
                .Squared()
                .sum(1)
                .mul_(posterior.Half)
                .add_(posterior.Prior.narrow(0, first, count).repeat_interleave(each), Held(1)); // [M]
            Tensor logits = addmm(offset, seen, patches.t(), 1, 1); // [Q, M]
            Tensor larger = maximum(best, logits.amax([1], keepdim: true));
            Tensor shrink = (best - larger).exp_(),
                likely = logits.sub_(larger).exp_();
            total.mul_(shrink).add_(likely.sum(1, keepdim: true), Held(1));
            sum.mul_(shrink).add_(likely.matmul(window.Middles(some)), Held(1));
            best.copy_(larger);
        }
        PatchWindow target = window with { Row = window.Row - frame, Column = window.Column - frame };
        target.Put(sum.div_(total), clean);
    }

    /// <summary>The batch with circular padding of width <paramref name="reach"/>.</summary>
    private static Tensor Wrapped(Tensor batch, int reach)
    {
        Tensor Places(long length) =>
            tensor(
                Enumerable
                    .Range(0, (int)length + 2 * reach)
                    .Select(i => ((i - reach) % length + length) % length)
                    .ToArray(),
                device: batch.device
            );
        return batch.index_select(2, Places(batch.shape[2])).index_select(3, Places(batch.shape[3]));
    }
}
