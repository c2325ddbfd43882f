using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>
/// Converts between pixels and the denoised tensor: an autoencoder, or the identity for a pixel model. Called on the
/// thread that owns the device.
/// </summary>
public interface ILatentCodec : IDisposable
{
    /// <summary>Side of a latent cell in pixels.</summary>
    int Factor { get; }

    /// <summary>Channels C of a latent.</summary>
    int Channels { get; }

    /// <summary>Pixels [N, 3, H, W] in [-1, 1] to latents [N, C, H/f, W/f] for the denoiser, float32.</summary>
    Tensor Encode(Tensor pixels);

    /// <summary>
    /// The same with a draw from the distribution of a picture's latents, as other programs encode; a codec without a
    /// distribution takes no noise.
    /// </summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="noise">Standard normal numbers of the latents' shape; null for the mean.</param>
    Tensor Encode(Tensor pixels, Tensor? noise) => Encode(pixels);

    /// <summary>Latents [N, C, h, w] to pixels [N, 3, h f, w f], about [-1, 1], float32.</summary>
    Tensor Decode(Tensor latents);

    /// <summary>How the network's latents are scaled for the denoiser.</summary>
    LatentScaling Scaling => new(1);

    /// <summary>What decodes previews where there is no matrix; itself if no other codec does.</summary>
    ILatentCodec Preview => this;

    /// <summary>
    /// A linear approximation of a cell's pixel, for previews: 3 rows (red, green, blue) of C weights and one constant.
    /// Null if there is none; then previews are decoded.
    /// </summary>
    float[,]? PreviewMatrix => null;
}

/// <summary>Scales an autoencoder's latents for the denoiser: (z - shift) * scale, inverse z / scale + shift.</summary>
/// <param name="Scale">scaling_factor; 1 for an autoencoder that normalises its latents.</param>
/// <param name="Shift">shift_factor.</param>
public readonly record struct LatentScaling(double Scale = 1, double Shift = 0)
{
    /// <summary>Latents for the denoiser; a new tensor, owned by the caller.</summary>
    public Tensor Apply(Tensor latents)
    {
        using Tensor moved = latents - Held(Shift);
        return moved * Held(Scale);
    }

    /// <summary>The inverse of <see cref="Apply"/>.</summary>
    public Tensor Undo(Tensor latents)
    {
        using Tensor unscaled = latents / Held(Scale);
        return unscaled.Plus(Shift);
    }
}

/// <summary>Previews of latents.</summary>
public static class LatentPreview
{
    /// <summary>
    /// Pictures of latents [N, C, h, w] in the size that is drawn [N, 3, h f, w f]. A codec for previews decodes them,
    /// if there is one. Otherwise the codec's matrix gives each cell one colour, which is almost free; without one they
    /// are decoded. About [-1, 1], owned by the caller.
    /// </summary>
    public static Tensor Of(ILatentCodec codec, Tensor latents)
    {
        if (codec.Preview != codec)
            return codec.Preview.Decode(latents);
        if (codec.PreviewMatrix is not { } matrix)
            return codec.Decode(latents);
        using IDisposable scope = NewDisposeScope();
        Tensor rows = tensor(matrix, device: latents.device); // [3, C + 1]
        int channels = (int)latents.shape[1];
        Tensor mixed = einsum("nchw,rc->nrhw", latents.to(ScalarType.Float32), rows[.., ..channels]);
        Tensor cells = mixed.Plus(rows[.., channels].view(1, 3, 1, 1)); // [N, 3, h, w]
        return cells.repeat_interleave(codec.Factor, 2).repeat_interleave(codec.Factor, 3).MoveToOuterDisposeScope();
    }
}
