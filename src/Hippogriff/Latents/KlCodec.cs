using Hippogriff.Models.KlVae;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>Codec of Stable Diffusion's autoencoder and its relatives.</summary>
/// <param name="network">The network; owned.</param>
/// <param name="scaling">Scales its latents for the denoiser; not in the weights.</param>
public sealed class KlCodec(KlAutoencoder network, LatentScaling scaling) : ILatentCodec
{
    /// <summary>
    /// Colours of the latents of Stable Diffusion 1 and 2, by least squares over pictures. The rows are red, green and
    /// blue, the last column is a constant.
    /// </summary>
    private static readonly float[,] s_colours =
    {
        { 0.3512f, 0.3250f, -0.2829f, -0.2120f, 0 },
        { 0.2297f, 0.4974f, 0.1762f, -0.2616f, 0 },
        { 0.3227f, 0.2350f, 0.2721f, -0.7177f, 0 },
    };

    private const double LeastLogVariance = -30,
        MostLogVariance = 20;

    /// <summary>The network.</summary>
    public KlAutoencoder Network => network;

    /// <summary>Scales its latents for the denoiser.</summary>
    public LatentScaling Scaling => scaling;

    /// <summary>
    /// Side in pixels of the tiles that pictures are encoded and decoded by, for less memory; null takes whole ones.
    /// </summary>
    public int? TileSide { get; init; }

    /// <inheritdoc/>
    public float[,]? PreviewMatrix => Channels == s_colours.GetLength(1) - 1 ? s_colours : null;

    /// <inheritdoc/>
    public int Factor => network.Config.Factor;

    /// <inheritdoc/>
    public int Channels => network.Config.Latent;

    /// <summary>Pixels to the means of their latents, without a draw from their distribution.</summary>
    public Tensor Encode(Tensor pixels) => Encode(pixels, null);

    /// <summary>
    /// Pixels [N, 3, H, W] in [-1, 1] to latents [N, C, H / f, W / f]: mean + deviation * noise, then scaled. Other
    /// programs draw so for pictures from pictures.
    /// </summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="noise">Standard normal numbers of the latents' shape; null for the mean alone.</param>
    public Tensor Encode(Tensor pixels, Tensor? noise)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor mean, Tensor logVariance) = TileSide is { } side
            ? network.EncodeByTiles(pixels.to(Type), side)
            : network.Encode(pixels.to(Type));
        Tensor latents = mean.to(ScalarType.Float32);
        if (noise is not null)
        {
            Tensor bounded = logVariance.to(ScalarType.Float32).clamp(Held(LeastLogVariance), Held(MostLogVariance));
            Tensor deviation = (bounded * Held(0.5)).exp();
            latents = latents.Plus(deviation * noise);
        }
        return scaling.Apply(latents).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = scaling.Undo(latents).to(Type);
        Tensor pixels = TileSide is { } side ? network.DecodeByTiles(own, side) : network.Decode(own);
        return pixels.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => network.Dispose();

    private ScalarType Type => network.parameters().First().dtype;
}
