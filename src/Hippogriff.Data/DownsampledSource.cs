using Hippogriff.Data.Examples;
using Hippogriff.Imaging;

namespace Hippogriff.Data;

/// <summary>
/// The pictures of another source, reduced by a whole factor: the input of an upscaling autoencoder's encoder.
/// </summary>
public sealed class DownsampledSource : IExampleSource
{
    private readonly IExampleSource _source;
    private readonly int _times;

    private DownsampledSource(IExampleSource source, int times) => (_source, _times) = (source, times);

    /// <inheritdoc/>
    public long? Count => _source.Count;

    /// <summary>
    /// The pictures of <paramref name="source"/>, reduced <paramref name="times"/> times per side. Scenes are composed
    /// in the reduced size, which is faster.
    /// </summary>
    public static IExampleSource Of(IExampleSource source, int times) =>
        times == 1 ? source : source.MadeSmaller(times) ?? new DownsampledSource(source, times);

    /// <inheritdoc/>
    public Example Get(long index) => Reduce(_source.Get(index));

    /// <inheritdoc/>
    public Example[] Batch(long number, int size) => [.. _source.Batch(number, size).Select(Reduce)];

    private Example Reduce(Example example) => example with { Image = ImageScaling.Reduce(example.Image, _times) };
}
