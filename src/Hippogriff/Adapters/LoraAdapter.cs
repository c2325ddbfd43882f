using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// The low-rank branch parallel to one layer. It goes down to r features with the layer's own operation (a convolution
/// with its stride), then up to its width. The scale is 1 (alpha = r).
/// </summary>
internal sealed class LoraAdapter : nn.Module<Tensor, Tensor>
{
    private readonly Parameter lora_down;
    private readonly Parameter lora_up;

    // not the layer itself, because a module owns the modules in its fields
    private readonly (long[] Strides, long[] Padding, long[] Dilation)? _convolution;

    public LoraAdapter(nn.Module<Tensor, Tensor> layer, int rank, Generator random)
        : base(nameof(LoraAdapter))
    {
        long[] shape = LoraTargets.WeightOf(layer).shape;
        _convolution = layer is Conv2d c ? (c.stride, c.padding ?? [0, 0], c.dilation) : null;
        long[] down = [rank, .. shape[1..]];
        // initialised like a linear layer with this number of inputs
        double bound = 1 / Math.Sqrt(shape[1..].Aggregate(1L, (product, side) => product * side));
        lora_down = new Parameter((rand(down, generator: random) * Held(2) - Held(1)) * Held(bound));
        lora_up = new Parameter(zeros(shape.Length == 2 ? [shape[0], rank] : [shape[0], rank, 1, 1]));
        register_parameter(nameof(lora_down), lora_down);
        register_parameter(nameof(lora_up), lora_up);
    }

    public Tensor Down => lora_down;

    public Tensor Up => lora_up;

    /// <summary>The term added to the layer's output for <paramref name="x"/>.</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        if (_convolution is not { } way)
            return nn.functional.linear(nn.functional.linear(x, lora_down), lora_up).MoveToOuterDisposeScope();
        Tensor few = nn.functional.conv2d(
            x,
            lora_down,
            strides: way.Strides,
            padding: way.Padding,
            dilation: way.Dilation
        ); // [N, r, h, w]
        return nn.functional.conv2d(few, lora_up).MoveToOuterDisposeScope();
    }
}
