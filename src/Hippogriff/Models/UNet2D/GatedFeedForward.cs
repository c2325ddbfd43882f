using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// Feed-forward with a gate: values * gelu(gates) with the exact gelu, then back to the width (GEGLU, 2002.05202).
/// </summary>
public sealed class GatedFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> net;

    /// <param name="width">Width D; the inner width is four times as large.</param>
    public GatedFeedForward(int width)
        : base(nameof(GatedFeedForward))
    {
        net = [new Gate(width, 4 * width), nn.Identity(), new Dense(4 * width, width, ofPictures: true)];
        RegisterComponents();
    }

    /// <summary>[N, T, D] to [N, T, D].</summary>
    public override Tensor forward(Tensor x)
    {
        using Tensor inner = net[0].call(x);
        return net[2].call(inner);
    }

    /// <summary>Floating-point operations for T tokens.</summary>
    public static double Flops(double t, double d) => 2 * t * (d * 8 * d + 4 * d * d);

    private sealed class Gate : nn.Module<Tensor, Tensor>
    {
        private readonly Dense proj;

        public Gate(int width, int inner)
            : base(nameof(Gate))
        {
            proj = new Dense(width, 2 * inner, ofPictures: true);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] halves = proj.call(x).chunk(2, -1); // values, gates
            Tensor gates = nn.functional.gelu(halves[1]);
            return (is_grad_enabled() ? halves[0] * gates : gates.mul_(halves[0])).MoveToOuterDisposeScope();
        }
    }
}
