using System.Collections.Concurrent;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Data.Folders;

public sealed partial class FolderSource
{
    /// <inheritdoc/>
    /// <exception cref="HippogriffException">No picture of the folder can be read any longer.</exception>
    public Example[] Batch(long number, int size) =>
        _batches is null
            ? [.. Enumerable.Range(0, size).Select(i => Get(number * size + i))]
            : [.. _batches.At(number, size).Select(place => Of(_buckets[place.Bucket][place.Picture], place.Epoch))];

    /// <summary>
    /// Up to <paramref name="most"/> pictures of the most common size, in the order of the first epoch.
    /// </summary>
    public IEnumerable<Example> ForExamination(int most)
    {
        var (width, height, _) = Buckets[0];
        return Enumerable
            .Range(0, _files.Count)
            .Where(i => _sizes[(int)EpochOrder.At(_seed, 0, i, _files.Count)] == (width, height))
            .Take(most)
            .Select(i => Get(i));
    }

    private Example Of(int at, long epoch)
    {
        var size = _sizes[at];
        // A picture found to be damaged only now is always replaced by the next one, cropped to its size.
        for (var tries = 0; tries < _files.Count; tries++, at = (at + 1) % _files.Count)
        {
            if (Picture(at, size) is { } picture)
                return new Example(
                    _mirror && IsTurned(at, epoch) ? ImageScaling.Mirror(picture) : picture,
                    _files[at].Captions[(int)(epoch % _files[at].Captions.Count)]
                );
        }
        throw new HippogriffException(
            $"Of {Counted.Of(_files.Count, "picture")} none can be read any more; the first: "
                + $"{_late.OrderBy(l => l.Key).First().Value.Reason}"
        );
    }
}
