using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// The latest tensors of a method that keeps more than <see cref="PastStep"/>. Used inside a step of
/// <see cref="SamplingLoop"/>, whose end frees what is still there.
/// </summary>
/// <param name="most">How many are kept.</param>
internal sealed class Recent(int most)
{
    private readonly List<Tensor> _kept = [];

    public int Count => _kept.Count;

    /// <summary>Number 0 is the latest.</summary>
    public Tensor this[int age] => _kept[age];

    /// <summary>Adds one; it may be a tensor that the loop disposes of, whose numbers are kept.</summary>
    public void Add(Tensor tensor)
    {
        _kept.Insert(0, tensor.alias().MoveToOuterDisposeScope());
        if (_kept.Count <= most)
            return;
        _kept[^1].Dispose();
        _kept.RemoveAt(_kept.Count - 1);
    }
}
