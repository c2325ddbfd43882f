using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// Standard normal noise for a batch. Picture i has its own CPU generator with seed + i, so its noise is independent of
/// batch and device. With a place in a batch, one generator draws for the whole of it, and these pictures take their
/// rows. One instance is for one run: the first draw is the initial noise, later ones are for stochastic
/// samplers. Not thread-safe. The numbers are those of PyTorch's torch.randn with a CPU generator of that seed.
/// </summary>
public sealed class SeededNoise : IDisposable
{
    private readonly Generator[] _generators;
    private readonly long[] _shape;
    private readonly Device _device;
    private readonly int _count;
    private readonly PlaceInBatch? _place;

    /// <param name="seed">Seed of the first picture; any value.</param>
    /// <param name="count">Number of pictures N, at least 1.</param>
    /// <param name="shape">Shape of one picture, [C, H, W].</param>
    /// <param name="device">Device of the noise; default: the CPU.</param>
    /// <param name="place">Place of the first picture, if one generator draws for a batch; null otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pictures, or fewer from that place on.</exception>
    public SeededNoise(
        long seed,
        int count,
        ReadOnlySpan<long> shape,
        Device? device = null,
        PlaceInBatch? place = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (place is { } first)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, first.Of - first.Picture + 1);
        _place = place;
        _shape = shape.ToArray();
        _device = device ?? CPU;
        _count = count;
        _generators = new Generator[place is null ? count : 1];
        for (int i = 0; i < _generators.Length; i++)
            _generators[i] = new Generator(unchecked((ulong)(seed + i)), CPU);
    }

    /// <summary>
    /// The next noise [N, C, H, W], float32, on the device; owned by the caller. Suits <c>SamplerContext.Noise</c>.
    /// </summary>
    public Tensor Draw()
    {
        using DisposeScope scope = NewDisposeScope();
        if (_place is { } place)
            return randn([place.Of, .. _shape], dtype: ScalarType.Float32, device: CPU, generator: _generators[0])
                .narrow(0, place.Picture - 1, _count)
                .contiguous()
                .to(_device)
                .MoveToOuterDisposeScope();
        Tensor[] pictures = Array.ConvertAll(
            _generators,
            generator => randn(_shape, dtype: ScalarType.Float32, device: CPU, generator: generator)
        );
        return stack(pictures).to(_device).MoveToOuterDisposeScope();
    }

    /// <summary>The next noise of the first generator for one picture [1, C, H, W]; owned by the caller.</summary>
    public Tensor DrawOne()
    {
        using Tensor noise = randn([1, .. _shape], dtype: ScalarType.Float32, device: CPU, generator: _generators[0]);
        return noise.to(_device, copy: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Generator generator in _generators)
            generator.Dispose();
    }
}
