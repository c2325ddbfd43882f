using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Two 3x3 convolutions with a skip connection. A condition scales and shifts between them (ADM, 2105.05233).
/// </summary>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Linear? condition;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? shortcut;

    /// <param name="input">Input channels.</param>
    /// <param name="output">Output channels.</param>
    /// <param name="conditionWidth">Width of the condition, 0 for none.</param>
    public ResidualBlock(int input, int output, int conditionWidth = 0)
        : base(nameof(ResidualBlock))
    {
        norm1 = Normalization.Group(input);
        conv1 = Layer.Conv2d(input, output, 3, padding: 1);
        condition = conditionWidth > 0 ? Normalization.Zeroed(Layer.Linear(conditionWidth, 2 * output)) : null;
        norm2 = Normalization.Group(output);
        conv2 = Normalization.Zeroed(Layer.Conv2d(output, output, 3, padding: 1));
        shortcut = input == output ? null : Layer.Conv2d(input, output, 1);
        RegisterComponents();
    }

    /// <summary>x [N, C, H, W], condition [K, D] with one row per N / K pictures, or null, to [N, C', H, W].</summary>
    public override Tensor forward(Tensor x, Tensor? embedding)
    {
        using DisposeScope scope = NewDisposeScope();
        // h = silu(shift + norm(conv(silu(norm(x)))) * (1 + scale)), without a condition no shift and scale
        Tensor h = BatchRows.Convolve(conv1, Normalization.GroupSilu(norm1, x));
        // [N, 2 C']
        Tensor? modulation = condition is null
            ? null
            : BatchRows.Spread(BatchRows.OfPrompts(condition, embedding!), x.shape[0]);
        h = Normalization.GroupSilu(norm2, h, modulation);
        // x + conv(h); the second convolution is initialised to zero, so the block is initially the identity.
        h = BatchRows.Convolve(conv2, h);
        return h.Plus(shortcut is null ? x : BatchRows.Convolve(shortcut, x)).MoveToOuterDisposeScope();
    }

    /// <summary>Floating point operations of one pass.</summary>
    public static double Flops(double pixels, double input, double output) =>
        2 * pixels * (9 * input * output + 9 * output * output + (input == output ? 0 : input * output));
}
