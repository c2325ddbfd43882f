using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Autoencoder;

/// <summary>
/// A last level of the decoder at half of its output's side. A sub-pixel convolution has weights of its own for each
/// pixel of a cell, so its small errors repeat with the cells. With cells of four pixels that is a grid, seen at twice
/// the size ("Deconvolution and Checkerboard Artifacts", Odena et al., 2016). Here only features are spread over cells.
/// Convolutions that treat all places alike mix them, and then cells of two pixels are painted.
/// </summary>
public sealed class PixelFinish : nn.Module<Tensor, Tensor>
{
    private readonly int spread;
    private readonly Conv2d widen;
    private readonly ResidualBlock mix;
    private readonly GroupNorm norm;

    /// <param name="input">Channels of the decoder's last level.</param>
    /// <param name="width">Channels F of the result.</param>
    /// <param name="spread">How many times larger the result is, along one side.</param>
    public PixelFinish(int input, int width, int spread)
        : base(nameof(PixelFinish))
    {
        this.spread = spread;
        widen = Layer.Conv2d(input, width * spread * spread, 3, padding: 1);
        mix = new ResidualBlock(width, width);
        norm = Normalization.Group(width);
        RegisterComponents();
    }

    /// <summary>Features [N, C, h, w] to [N, F, s h, s w].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = mix.call(nn.functional.pixel_shuffle(widen.call(x), spread), null);
        return Normalization.GroupSilu(norm, h).MoveToOuterDisposeScope();
    }

    /// <summary>FLOPs for each place of its input (multiply-adds times two).</summary>
    public double Flops()
    {
        double places = spread * spread,
            width = widen.weight.shape[0] / places;
        return 2 * 9 * widen.weight.shape[1] * width * places + ResidualBlock.Flops(places, width, width);
    }
}
