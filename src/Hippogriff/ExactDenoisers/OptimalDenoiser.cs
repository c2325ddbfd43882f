using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Texts;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.ExactDenoisers;

/// <summary>
/// The optimal denoiser for K pictures: their mean, weighted by the likelihood of x given each picture (2206.00364,
/// appendix B.3). A network with unlimited capacity and training converges to it. It needs no training and can only
/// reproduce the pictures.
/// </summary>
/// <remarks>
/// Keeps its own copy of the pictures until disposed; its denoisers must not be used afterwards.
/// </remarks>
public sealed class OptimalDenoiser : IDisposable
{
    /// <summary>Chunk size in double precision: 32 MiB for any number of pictures.</summary>
    private const long ChunkNumbers = 1 << 22;

    private readonly Tensor _pictures; // [K, C*H*W] float32
    private readonly long[] _shape; // [C, H, W]
    private readonly CaptionLookup _captions;

    /// <param name="pictures">[K, C, H, W], K at least 1, in the value range of the samplers (usually -1 to 1).
    /// Copied.</param>
    /// <param name="captions">K captions.</param>
    /// <exception cref="HippogriffException">There are no pictures, or not as many captions as pictures.</exception>
    public OptimalDenoiser(Tensor pictures, IReadOnlyList<string> captions)
    {
        if (pictures.dim() != 4 || pictures.shape[0] == 0)
            throw new HippogriffException("The exact denoiser needs at least one picture.");
        if (pictures.shape[0] != captions.Count)
            throw new HippogriffException(
                $"The exact denoiser got {pictures.shape[0]} pictures and "
                    + $"{Counted.Of(captions.Count, "caption")}; there must be as many of both."
            );
        using (NewDisposeScope())
        {
            _pictures = pictures
                .detach()
                .to(ScalarType.Float32, copy: true)
                .flatten(1)
                .contiguous()
                .DetachFromDisposeScope();
        }
        _shape = pictures.shape[1..];
        _captions = new CaptionLookup(captions);
    }

    /// <summary>Number of pictures K.</summary>
    public int Count => (int)_pictures.shape[0];

    /// <summary>
    /// The denoiser for one prompt. An empty prompt, or one without known words, weights all pictures equally.
    /// </summary>
    public Denoiser For(string prompt, NoiseFamily family) => For([prompt], family);

    /// <summary>
    /// The denoiser for a batch of equal blocks, one per prompt. With prompts [negative, positive], the first half of
    /// the batch follows the negative prompt and the second the positive, as <see cref="ClassifierFree"/> requires.
    /// </summary>
    public Denoiser For(IReadOnlyList<string> prompts, NoiseFamily family) =>
        Weighted(prompts.Select(_captions.LogWeights).ToArray(), family);

    /// <summary>The same for known weights of <see cref="LogWeights"/>.</summary>
    public Denoiser Weighted(double[][] logWeights, NoiseFamily family) =>
        (x, sigma) => Denoise(x, sigma, family.Alpha(sigma), logWeights);

    /// <summary>
    /// Log-weights of the K pictures for a prompt, not normalised: the best is 0; captions without a shared word have
    /// negative infinity.
    /// </summary>
    public double[] LogWeights(string prompt) => _captions.LogWeights(prompt);

    /// <inheritdoc/>
    public void Dispose() => _pictures.Dispose();

    /// <summary>
    /// D(x) = sum_i p_i y_i, p = softmax_i(log w_i - |x - alpha y_i|^2 / (2 sigma^2)). The term |x|^2 is the same for
    /// all pictures and is left out. The rest is exact enough in double precision down to the smallest sigma.
    /// </summary>
    private Tensor Denoise(Tensor x, double sigma, double alpha, double[][] priors)
    {
        if (x.dim() != 4 || !x.shape.AsSpan(1).SequenceEqual(_shape))
            throw new ArgumentException(
                $"The pictures are [{string.Join(", ", _shape)}], x is [{string.Join(", ", x.shape)}].",
                nameof(x)
            );
        if (x.shape[0] % priors.Length != 0)
            throw new ArgumentException(
                $"A batch of {x.shape[0]} does not divide into {priors.Length} blocks.",
                nameof(x)
            );
        using IDisposable noGradients = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = x.flatten(1).to(ScalarType.Float64); // [N, D]
        Tensor[] parts = Chunks().Select(range => Likelihood(flat, range, sigma, alpha)).ToArray();
        Tensor prior = stack(Array.ConvertAll(priors, p => tensor(p, device: x.device))); // [blocks, K]
        Tensor logits = cat(parts, 1).Plus(prior.repeat_interleave(x.shape[0] / priors.Length, 0)); // [N, K]
        Tensor weights = nn.functional.softmax(logits, 1);
        Tensor clean = zeros_like(flat);
        foreach ((long start, long end) in Chunks())
        {
            using DisposeScope chunk = NewDisposeScope();
            clean.add_(weights[.., (int)start..(int)end].matmul(Rows(start, end, x.device)), Held(1)); // [N, D]
        }
        return clean.view(x.shape).to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// (alpha x.y - alpha^2 |y|^2 / 2) / sigma^2 = (|x|^2 - |x - alpha y|^2) / (2 sigma^2), for some of the pictures.
    /// </summary>
    private Tensor Likelihood(Tensor flat, (long Start, long End) range, double sigma, double alpha)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = Rows(range.Start, range.End, flat.device); // [k, D]
        Tensor likelihood =
            // [N, k]
            (flat.matmul(y.t()) * Held(alpha) - y.Squared().sum(1) * Held(alpha * alpha / 2)) / Held(sigma * sigma);
        return likelihood.MoveToOuterDisposeScope();
    }

    private Tensor Rows(long start, long end, Device device) =>
        _pictures.narrow(0, start, end - start).to(ScalarType.Float64, device);

    private IEnumerable<(long Start, long End)> Chunks()
    {
        long rows = Math.Max(1, ChunkNumbers / _pictures.shape[1]);
        for (long start = 0; start < Count; start += rows)
            yield return (start, Math.Min(Count, start + rows));
    }
}
