using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>Codec of pixel models, which have no autoencoder.</summary>
public sealed class PixelCodec : ILatentCodec
{
    /// <summary>The shared stateless instance.</summary>
    public static PixelCodec Shared { get; } = new();

    /// <summary>1: a cell is a pixel.</summary>
    public int Factor => 1;

    /// <summary>3: red, green, blue.</summary>
    public int Channels => 3;

    /// <summary>A copy.</summary>
    public Tensor Encode(Tensor pixels) => pixels.clone();

    /// <summary>A copy.</summary>
    public Tensor Decode(Tensor latents) => latents.clone();

    /// <summary>Does nothing.</summary>
    public void Dispose() { }
}
