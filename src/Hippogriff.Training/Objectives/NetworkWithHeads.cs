using Hippogriff.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>A network and the auxiliary heads on its middle, trained together.</summary>
internal sealed class NetworkWithHeads : nn.Module
{
    /// <summary>Prefix of the network's own parameters.</summary>
    public const string Prefix = "network.";
    private readonly TextToImageNetwork network;

#pragma warning disable IDE0052 // registered by their fields
    private readonly PartHead? parts;
    private readonly AlignHead? align;
#pragma warning restore IDE0052

    public NetworkWithHeads(TextToImageNetwork network, MiddleHeads heads)
        : base(nameof(NetworkWithHeads))
    {
        (this.network, parts, align) = (network, heads.Parts, heads.Alignment?.Head);
        RegisterComponents();
    }

    /// <summary>The prediction [N, C, H, W] and the middle [N, D, h, w].</summary>
    public (Tensor Guess, Tensor Bottleneck) Both(Tensor x, Tensor time, Tensor words)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor guess, Tensor bottleneck) = ((IHasBottleneck)network.Denoiser).WithBottleneck(
            x,
            time,
            network.TextEncoder.call(words)
        );
        return (guess.MoveToOuterDisposeScope(), bottleneck.MoveToOuterDisposeScope());
    }
}
