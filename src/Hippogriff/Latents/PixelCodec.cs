using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>No autoencoder: the picture itself is denoised.</summary>
public sealed class PixelCodec : ILatentCodec
{
    /// <summary>The one that all share; it holds nothing.</summary>
    public static PixelCodec Shared { get; } = new();

    /// <summary>1: a cell is a pixel.</summary>
    public int Factor => 1;

    /// <summary>3: red, green, blue.</summary>
    public int Channels => 3;

    /// <summary>A copy.</summary>
    public Tensor Encode(Tensor pixels) => pixels.clone();

    /// <summary>A copy.</summary>
    public Tensor Decode(Tensor latents) => latents.clone();

    /// <summary>Frees nothing.</summary>
    public void Dispose() { }
}
