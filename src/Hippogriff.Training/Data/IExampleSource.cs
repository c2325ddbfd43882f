using Hippogriff.Imaging;

namespace Hippogriff.Training.Data;

/// <summary>A picture with its caption.</summary>
public readonly record struct Example(RgbImage Image, string Caption);

/// <summary>
/// Where training pictures come from. <see cref="Get"/> is a pure function of the index and safe to call from several
/// threads, so a training run's place in its data is one number and a resumed run sees the same pictures in the same
/// order.
/// </summary>
public interface IExampleSource
{
    /// <summary>Number of different pictures; null where they are composed without end.</summary>
    long? Count { get; }

    /// <summary>
    /// The example number <paramref name="index"/> (from 0, without end: a folder starts over in a new order), at the
    /// source's picture size.
    /// </summary>
    Example Get(long index);

    /// <summary>
    /// The examples of batch number <paramref name="number"/> (from 0, without end), all of one width and height; a
    /// pure function as <see cref="Get"/> is.
    /// </summary>
    /// <param name="number">Number of the batch.</param>
    /// <param name="size">Pictures a batch; a run has one such number throughout.</param>
    Example[] Batch(long number, int size) => [.. Enumerable.Range(0, size).Select(i => Get(number * size + i))];
}
