using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>Half the side: a 3x3 convolution with stride 2 (latent diffusion, 2112.10752).</summary>
public sealed class Downsampler : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly bool toTheRight;

    /// <param name="channels">Channels C.</param>
    /// <param name="toTheRight">Pads right and bottom only, as autoencoders do. Otherwise on all sides.</param>
    public Downsampler(int channels, bool toTheRight = false)
        : base(nameof(Downsampler))
    {
        this.toTheRight = toTheRight;
        conv = Layer.Conv2d(channels, channels, 3, stride: 2, padding: toTheRight ? 0 : 1);
        RegisterComponents();
    }

    /// <summary>[N, C, H, W] to [N, C, H / 2, W / 2], rounded up for padding on all sides.</summary>
    public override Tensor forward(Tensor x)
    {
        if (!toTheRight)
            return BatchRows.Convolve(conv, x);
        using Tensor padded = nn.functional.pad(x, [0, 1, 0, 1]);
        return BatchRows.Convolve(conv, padded);
    }
}

/// <summary>Twice the side by repetition, then a 3x3 convolution.</summary>
public sealed class Upsampler : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Conv2d conv;

    /// <param name="channels">Channels C.</param>
    public Upsampler(int channels)
        : base(nameof(Upsampler))
    {
        conv = Layer.Conv2d(channels, channels, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>
    /// [N, C, H, W] to [N, C, 2 H, 2 W], or to the height and width of <paramref name="like"/>, the skip that follows:
    /// a side that was odd is not twice its half.
    /// </summary>
    public override Tensor forward(Tensor x, Tensor? like)
    {
        long[] size = like is null ? [2 * x.shape[2], 2 * x.shape[3]] : like.shape[2..];
        using Tensor larger = nn.functional.interpolate(x, size: size, mode: InterpolationMode.Nearest);
        return BatchRows.Convolve(conv, larger);
    }
}
