using Hippogriff.Models.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>Codec for our own <see cref="Autoencoder"/>, which normalises its latents.</summary>
/// <param name="autoencoder">The network; owned.</param>
public sealed class AutoencoderCodec(Autoencoder autoencoder) : ILatentCodec
{
    /// <summary>The network.</summary>
    public Autoencoder Autoencoder => autoencoder;

    /// <inheritdoc/>
    public int Factor => autoencoder.Factor;

    /// <inheritdoc/>
    public int Channels => autoencoder.Config.Latent;

    /// <inheritdoc/>
    public Tensor Encode(Tensor pixels) => Cast(autoencoder.Encode, pixels);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents) => Cast(autoencoder.Decode, latents);

    /// <summary>Frees the network.</summary>
    public void Dispose() => autoencoder.Dispose();

    /// <summary>Computes in the network's own type.</summary>
    private Tensor Cast(Func<Tensor, Tensor> way, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return way(x.to(autoencoder.parameters().First().dtype)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
