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

    /// <summary>The tensors of some ages with the levels at which they were added, the latest first.</summary>
    /// <param name="levels">The level of every tensor that was ever added.</param>
    /// <param name="from">The first age.</param>
    /// <param name="to">The age behind the last one; none if it is not above <paramref name="from"/>.</param>
    public IEnumerable<(double Level, Tensor Value)> With(IReadOnlyList<double> levels, int from, int to)
    {
        for (int age = from; age < to; age++)
            yield return (levels[levels.Count - 1 - age], this[age]);
    }

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
