using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Autoencoder;

/// <summary>
/// Two convolutions on the decoder's full-size output. A sub-pixel convolution has weights of its own for each pixel of
/// a cell, so its small errors repeat with the cells. That is a grid, seen at twice the size ("Deconvolution and
/// Checkerboard Artifacts", Odena et al., 2016). These convolutions treat all pixels alike and take it away.
/// </summary>
public sealed class PixelFinish : nn.Module<Tensor, Tensor>
{
    /// <summary>Red, green and blue.</summary>
    public const int Colours = 3;

    private readonly Conv2d mix;
    private readonly Conv2d correct;

    /// <param name="features">Channels besides the three colours.</param>
    public PixelFinish(int features)
        : base(nameof(PixelFinish))
    {
        mix = Layer.Conv2d(Colours + features, features, 3, padding: 1);
        correct = Normalization.Zeroed(Layer.Conv2d(features, Colours, 3, padding: 1));
        RegisterComponents();
    }

    /// <summary>Colours and features [N, 3 + F, H, W] to corrected colours [N, 3, H, W].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor correction = correct.call(nn.functional.silu(mix.call(x)));
        return x.narrow(1, 0, Colours).Plus(correction).MoveToOuterDisposeScope();
    }

    /// <summary>FLOPs for each pixel (multiply-adds times two).</summary>
    public static double Flops(int features) => 2 * 9 * ((double)(Colours + features) * features + features * Colours);
}
