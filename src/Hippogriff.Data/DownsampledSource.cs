using Hippogriff.Data.Examples;
using Hippogriff.Imaging;

namespace Hippogriff.Data;

/// <summary>
/// The pictures of another source, a whole number of times smaller: what the encoder of an autoencoder that upscales
/// reads.
/// </summary>
public sealed class DownsampledSource : IExampleSource
{
    private readonly IExampleSource _source;
    private readonly int _times;

    private DownsampledSource(IExampleSource source, int times) => (_source, _times) = (source, times);

    /// <inheritdoc/>
    public long? Count => _source.Count;

    /// <summary>
    /// The pictures of <paramref name="source"/>, <paramref name="times"/> times smaller along one side. Scenes are
    /// composed in that size, which is quicker.
    /// </summary>
    public static IExampleSource Of(IExampleSource source, int times) =>
        times == 1 ? source : source.MadeSmaller(times) ?? new DownsampledSource(source, times);

    /// <inheritdoc/>
    public Example Get(long index) => Reduce(_source.Get(index));

    /// <inheritdoc/>
    public Example[] Batch(long number, int size) => [.. _source.Batch(number, size).Select(Reduce)];

    private Example Reduce(Example example) => example with { Image = ImageScaling.Reduce(example.Image, _times) };
}
