using System.Diagnostics;
using Hippogriff.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>How long a network's convolutions, linear layers and attention take, of everything that it does.</summary>
internal sealed class ProductsClock : IDisposable
{
    private readonly List<Action> _remove = [];
    private int _inside;
    private long _from;

    public ProductsClock(nn.Module network)
    {
        foreach (nn.Module layer in network.modules())
            if (
                layer is Conv2d or Dense or Linear
                || layer.GetType().Name.EndsWith("Attention", StringComparison.Ordinal)
            )
                Watch(layer);
    }

    /// <summary>Time so far.</summary>
    public double Seconds { get; private set; }

    public void Dispose() => _remove.ForEach(remove => remove());

    private void Watch(nn.Module layer)
    {
        switch (layer)
        {
            case nn.Module<Tensor, Tensor> one:
                _remove.Add(
                    one.register_forward_pre_hook(
                        (_, x) =>
                        {
                            Begin();
                            return x;
                        }
                    ).remove
                );
                _remove.Add(one.register_forward_hook((_, _, y) => Ended(y)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor> two:
                _remove.Add(
                    two.register_forward_pre_hook(
                        (_, x, words) =>
                        {
                            Begin();
                            return (x, words);
                        }
                    ).remove
                );
                _remove.Add(two.register_forward_hook((_, _, _, y) => Ended(y)).remove);
                break;
        }
    }

    private void Begin()
    {
        if (_inside++ == 0)
            _from = Stopwatch.GetTimestamp();
    }

    private Tensor Ended(Tensor y)
    {
        if (--_inside == 0)
            Seconds += Stopwatch.GetElapsedTime(_from).TotalSeconds;
        return y;
    }
}
