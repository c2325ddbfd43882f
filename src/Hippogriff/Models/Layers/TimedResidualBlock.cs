using Hippogriff.Conditioning;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// The residual block of latent diffusion (2112.10752): norm, SiLU, convolution, twice, and a 1x1 convolution around
/// them where the widths differ. The time is added between the two convolutions (DDPM, 2006.11239, appendix B).
/// </summary>
public sealed class TimedResidualBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Dense? time_emb_proj;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? conv_shortcut;

    /// <param name="input">Input channels C.</param>
    /// <param name="output">Output channels C'.</param>
    /// <param name="timeWidth">Width of the embedded time; 0 for a block that knows no time.</param>
    /// <param name="groups">Groups of both norms.</param>
    /// <param name="eps">Added to the variance in both norms.</param>
    public TimedResidualBlock(int input, int output, int timeWidth, int groups, double eps)
        : base(nameof(TimedResidualBlock))
    {
        norm1 = Layer.GroupNorm(groups, input, eps);
        conv1 = Layer.Conv2d(input, output, 3, padding: 1);
        time_emb_proj = timeWidth > 0 ? new Dense(timeWidth, output) : null;
        norm2 = Layer.GroupNorm(groups, output, eps);
        conv2 = Layer.Conv2d(output, output, 3, padding: 1);
        conv_shortcut = input == output ? null : Layer.Conv2d(input, output, 1);
        RegisterComponents();
    }

    /// <summary>x [N, C, H, W], SiLU of the embedded time [K, D] or null, to [N, C', H, W].</summary>
    public override Tensor forward(Tensor x, Tensor? time)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = BatchRows.Convolve(conv1, SlicedNormSilu.Of(norm1, x));
        if (time_emb_proj is not null)
            h = h.PlusHere(BatchRows.Spread(time_emb_proj.call(time!), x.shape[0]).unsqueeze(-1).unsqueeze(-1));
        h = BatchRows.Convolve(conv2, SlicedNormSilu.Of(norm2, h));
        Tensor around = conv_shortcut is null ? x : BatchRows.Convolve(conv_shortcut, x);
        return h.PlusHere(around).MoveToOuterDisposeScope();
    }

    /// <summary>Floating-point operations of one pass over a picture with that many positions.</summary>
    public static double Flops(double positions, double input, double output) =>
        2 * positions * (9 * input * output + 9 * output * output + (input == output ? 0 : input * output));
}
