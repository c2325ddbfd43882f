using Hippogriff.Models.TinyVae;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>Codec of a <see cref="TinyAutoencoder"/>, which takes latents as the denoiser sees them.</summary>
/// <param name="network">The network; owned.</param>
public sealed class TinyCodec(TinyAutoencoder network) : ILatentCodec
{
    /// <inheritdoc/>
    public int Factor => network.Config.Factor;

    /// <inheritdoc/>
    public int Channels => network.Config.Latent;

    /// <inheritdoc/>
    public Tensor Encode(Tensor pixels) => Cast(network.Encode, pixels);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents) => Cast(network.Decode, latents);

    /// <summary>Frees the network.</summary>
    public void Dispose() => network.Dispose();

    private Tensor Cast(Func<Tensor, Tensor> way, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return way(x.to(network.parameters().First().dtype)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
