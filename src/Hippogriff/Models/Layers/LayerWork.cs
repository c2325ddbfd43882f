using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>What layers of one kind compute and move in a forward pass.</summary>
/// <param name="Layers">How many ran.</param>
/// <param name="Flops">Floating-point operations, multiply-adds times two.</param>
/// <param name="Bytes">Bytes of inputs, weights and results.</param>
public readonly record struct WorkOfKind(int Layers, double Flops, double Bytes)
{
    /// <summary>The work of both.</summary>
    public static WorkOfKind operator +(WorkOfKind a, WorkOfKind b) =>
        new(a.Layers + b.Layers, a.Flops + b.Flops, a.Bytes + b.Bytes);
}

/// <summary>Counts the work of a network's layers by kind, from the shapes that pass through them.</summary>
public sealed class LayerWork : IDisposable
{
    private readonly List<Action> _remove = [];

    /// <summary>Begins to count convolutions and products of these networks.</summary>
    public LayerWork(params nn.Module[] networks)
    {
        foreach (nn.Module layer in networks.SelectMany(network => network.modules()))
            Watch(layer);
    }

    /// <summary>Work of convolutions so far.</summary>
    public WorkOfKind Convolutions { get; private set; }

    /// <summary>Work of linear layers so far.</summary>
    public WorkOfKind Products { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _remove.ForEach(remove => remove());

    private void Watch(nn.Module layer)
    {
        if (layer is Conv2d convolution)
            Hook(
                convolution,
                (x, y) =>
                    Convolutions += Of(
                        x,
                        convolution.weight,
                        y,
                        2.0 * convolution.weight.numel() / convolution.weight.shape[0]
                    )
            );
        else if (layer is (Dense or Linear) and nn.Module<Tensor, Tensor> linear)
        {
            Parameter weight = linear.get_parameter("weight")!;
            Hook(linear, (x, y) => Products += Of(x, weight, y, 2.0 * weight.shape[1]));
        }
    }

    private void Hook(nn.Module<Tensor, Tensor> layer, Action<Tensor, Tensor> count) =>
        _remove.Add(
            layer
                .register_forward_hook(
                    (_, x, y) =>
                    {
                        count(x, y);
                        return y;
                    }
                )
                .remove
        );

    private static WorkOfKind Of(Tensor x, Tensor weight, Tensor y, double flopsOfNumber) =>
        new(1, flopsOfNumber * y.numel(), (x.numel() + weight.numel() + y.numel()) * (double)x.ElementSize);
}
