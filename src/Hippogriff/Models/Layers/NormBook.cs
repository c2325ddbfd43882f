using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Statistics of group norms from one pass, applied in other passes over parts of the same picture. A part's own
/// statistics differ from those of the whole, so parts would differ in colour and contrast.
/// </summary>
internal sealed class NormBook : IDisposable
{
    [ThreadStatic]
    private static NormBook? s_open;

    private readonly Dictionary<GroupNorm, (Tensor Slope, Tensor Start)> _lines = [];

    /// <summary>The book that norms on this thread write to or read from; null for none.</summary>
    public static NormBook? Open => s_open;

    /// <summary>
    /// Opens the book on this thread until the result is disposed. A norm that is in it takes its statistics from
    /// there, others are measured and added.
    /// </summary>
    public IDisposable Use() => new Opened(this);

    /// <summary>silu(norm(x)) of one picture [1, C, H, W]; owned by the caller's scope.</summary>
    public Tensor Silu(GroupNorm norm, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        if (!_lines.TryGetValue(norm, out (Tensor Slope, Tensor Start) line))
            _lines[norm] = line = Measure(norm, x);
        Tensor normal = line.Start.to(x.dtype).addcmul(x, line.Slope.to(x.dtype), HeldScalar.Held(1));
        return nn.functional.silu(normal).MoveToOuterDisposeScope();
    }

    /// <summary>Slope and start of each channel [1, C, 1, 1], float32: the norm is slope x + start.</summary>
    private static (Tensor Slope, Tensor Start) Measure(GroupNorm norm, Tensor x)
    {
        long channels = x.shape[1],
            groups = norm.num_groups;
        Tensor wide = x.to(ScalarType.Float32).reshape(groups, -1),
            mean = wide.mean([1]), // [G]
            variance = (wide - mean.unsqueeze(1)).Squared().mean([1]);
        Tensor inverse = variance.Plus(norm.eps).rsqrt().repeat_interleave(channels / groups), // [C]
            slope = inverse * norm.weight!.to(ScalarType.Float32),
            start = norm.bias!.to(ScalarType.Float32) - mean.repeat_interleave(channels / groups) * slope;
        return (Kept(slope), Kept(start));

        Tensor Kept(Tensor values) => values.view(1, channels, 1, 1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Tensor slope, Tensor start) in _lines.Values)
        {
            slope.Dispose();
            start.Dispose();
        }
        _lines.Clear();
    }

    private sealed class Opened : IDisposable
    {
        private readonly NormBook? _before = s_open;

        public Opened(NormBook book) => s_open = book;

        public void Dispose() => s_open = _before;
    }
}
