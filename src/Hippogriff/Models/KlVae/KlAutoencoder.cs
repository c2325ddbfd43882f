using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.KlVae;

/// <summary>
/// The autoencoder of Stable Diffusion, SDXL, SD3 and FLUX.1: a variational one with a small weight on its
/// Kullback-Leibler term (latent diffusion, 2112.10752, appendix G). Names of its weights are those of public model
/// folders.
/// </summary>
public sealed class KlAutoencoder : nn.Module
{
    private readonly KlEncoder encoder;
    private readonly KlDecoder decoder;
    private readonly Conv2d? quant_conv;
    private readonly Conv2d? post_quant_conv;

    /// <summary>A network with fresh weights.</summary>
    public KlAutoencoder(KlAutoencoderConfig config)
        : base(nameof(KlAutoencoder))
    {
        Config = config;
        encoder = new KlEncoder(config);
        decoder = new KlDecoder(config);
        quant_conv = config.QuantConvolution ? Layer.Conv2d(2 * config.Latent, 2 * config.Latent, 1) : null;
        post_quant_conv = config.PostQuantConvolution ? Layer.Conv2d(config.Latent, config.Latent, 1) : null;
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public KlAutoencoderConfig Config { get; }

    /// <summary>
    /// Pixels [N, 3, H, W] in [-1, 1] to mean and log-variance of their latents, each [N, C, H / f, W / f]. The
    /// log-variance is not clamped.
    /// </summary>
    public (Tensor Mean, Tensor LogVariance) Encode(Tensor pixels) => Encode(pixels, encoder.call);

    /// <summary>
    /// The same by overlapping tiles, for less memory. Latents differ little, since norms take statistics of a smaller
    /// copy (<see cref="KlTiles"/>); those of a picture of one tile are the same.
    /// </summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="side">Side of a tile in pixels, without its overlap.</param>
    public (Tensor Mean, Tensor LogVariance) EncodeByTiles(Tensor pixels, int side) =>
        Encode(pixels, x => KlTiles.Encode(encoder, x, side));

    private (Tensor Mean, Tensor LogVariance) Encode(Tensor pixels, Func<Tensor, Tensor> encode)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = encode(pixels);
        if (quant_conv is not null)
            h = BatchRows.Convolve(quant_conv, h);
        Tensor[] halves = h.chunk(2, 1);
        return (halves[0].contiguous().MoveToOuterDisposeScope(), halves[1].contiguous().MoveToOuterDisposeScope());
    }

    /// <summary>Latents [N, C, h, w] to pixels [N, 3, h f, w f], about [-1, 1].</summary>
    public Tensor Decode(Tensor latents) => Decode(latents, decoder.call);

    /// <summary>
    /// The same by overlapping tiles, for less memory. Pixels differ little, since norms take statistics of a smaller
    /// copy (<see cref="KlTiles"/>); a picture of one tile is the same.
    /// </summary>
    /// <param name="latents">The latents.</param>
    /// <param name="side">Side of a tile in pixels, without its overlap.</param>
    public Tensor DecodeByTiles(Tensor latents, int side) => Decode(latents, z => KlTiles.Decode(decoder, z, side));

    private Tensor Decode(Tensor latents, Func<Tensor, Tensor> decode)
    {
        if (post_quant_conv is null)
            return decode(latents);
        using Tensor z = BatchRows.Convolve(post_quant_conv, latents);
        return decode(z);
    }
}
