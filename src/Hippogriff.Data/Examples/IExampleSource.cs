using Hippogriff.Imaging;

namespace Hippogriff.Data.Examples;

/// <summary>A picture with its caption.</summary>
public readonly record struct Example(RgbImage Image, string Caption);

/// <summary>
/// A source of training pictures. <see cref="Get"/> is a pure function of the index and thread-safe. The position of a
/// run is therefore one number, and a resumed run sees the same pictures in the same order.
/// </summary>
public interface IExampleSource
{
    /// <summary>Number of distinct pictures; null for an endless source.</summary>
    long? Count { get; }

    /// <summary>Pictures that were left out because they cannot be read.</summary>
    IReadOnlyList<SkippedPicture> Skipped => [];

    /// <summary>
    /// Example number <paramref name="index"/> in the source's picture size. The index is 0-based and unlimited: a
    /// folder starts over in a new order.
    /// </summary>
    Example Get(long index);

    /// <summary>
    /// The examples of batch number <paramref name="number"/> (0-based, unlimited), all of one size; a pure function
    /// like <see cref="Get"/>.
    /// </summary>
    /// <param name="number">Number of the batch.</param>
    /// <param name="size">Pictures per batch; constant during a run.</param>
    Example[] Batch(long number, int size) => [.. Enumerable.Range(0, size).Select(i => Get(number * size + i))];

    /// <summary>
    /// Captions that are known without making a picture: all of a folder, up to <paramref name="most"/> of an endless
    /// source; none where only the pictures tell.
    /// </summary>
    IEnumerable<string> KnownCaptions(int most) => [];

    /// <summary>Texts in which every word of the captions stands, as far as that can be known.</summary>
    /// <param name="most">Maximum number of examples to make for a source without other information.</param>
    IEnumerable<string> Wording(int most) =>
        Enumerable.Range(0, (int)Math.Min(Count ?? most, most)).Select(i => Get(i).Caption);

    /// <summary>
    /// Up to <paramref name="count"/> pictures of one size to examine a model. An endless source gives pictures that
    /// training never reaches; a folder gives its own.
    /// </summary>
    IEnumerable<Example> ForExamination(int count)
    {
        const long farAway = 1L << 40;
        long first = Count is null ? farAway : 0;
        return Enumerable.Range(0, (int)Math.Min(count, Count ?? count)).Select(i => Get(first + i));
    }

    /// <summary>
    /// The same pictures made <paramref name="times"/> times smaller along one side, where that is more than scaling
    /// the pictures; null otherwise.
    /// </summary>
    IExampleSource? MadeSmaller(int times) => null;

    /// <summary>
    /// The same source with this share of pictures with a look, 0 to 1; the source itself if it has no looks.
    /// </summary>
    IExampleSource WithLooks(double share) => this;
}
