using System.Collections.Concurrent;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Texts;

namespace Hippogriff.Data.Folders;

/// <summary>
/// Captioned pictures of a folder; <see cref="CaptionIndex"/> finds the captions. Each epoch has its own order, a pure
/// function of (seed, epoch). Decoded pictures are cached up to a limit. With buckets, pictures have several sizes and
/// a batch has one (<see cref="BucketOrder"/>). With mirroring, every second picture is flipped horizontally.
/// Thread-safe.
/// </summary>
public sealed class FolderSource : IExampleSource
{
    private readonly IReadOnlyList<CaptionedFile> _files;
    private readonly IReadOnlyList<(int Width, int Height)> _sizes;
    private readonly IReadOnlyList<int[]> _buckets;
    private readonly BucketOrder? _batches;
    private readonly ConcurrentDictionary<int, RgbImage> _kept;
    private readonly ConcurrentDictionary<int, SkippedPicture> _late = [];
    private readonly IReadOnlyList<SkippedPicture> _skipped;
    private readonly IProgress<string>? _report;
    private readonly long _seed;
    private readonly bool _mirror;

    private FolderSource(FolderContents contents, FolderOptions options, long seed, IProgress<string>? report)
    {
        (_files, _sizes, _kept, _skipped) = (contents.Files, contents.Sizes, contents.Kept, contents.Skipped);
        (_mirror, _seed, _report) = (options.Mirror, seed, report);
        _buckets =
        [
            .. Enumerable
                .Range(0, _files.Count)
                .GroupBy(at => _sizes[at])
                .OrderBy(g => (double)g.Key.Width / g.Key.Height)
                .Select(g => g.ToArray()),
        ];
        _batches = options.Buckets is not null ? new BucketOrder([.. _buckets.Select(b => b.Length)], seed) : null;
        Buckets =
        [
            .. _buckets
                .Select(b => new BucketCount(_sizes[b[0]].Width, _sizes[b[0]].Height, b.Length))
                .OrderByDescending(b => b.Pictures),
        ];
    }

    /// <summary>Sizes of the pictures in pixels and their counts, most common first.</summary>
    public IReadOnlyList<BucketCount> Buckets { get; }

    /// <inheritdoc/>
    public long? Count => _files.Count;

    /// <summary>All captions.</summary>
    public IEnumerable<string> Captions => _files.SelectMany(f => f.Captions);

    /// <inheritdoc/>
    public IEnumerable<string> KnownCaptions(int most) => Captions;

    /// <inheritdoc/>
    public IEnumerable<string> Wording(int most) => Captions;

    /// <summary>
    /// The skipped pictures: without a caption, damaged or too large. May grow during the first epoch of a large
    /// folder.
    /// </summary>
    public IReadOnlyList<SkippedPicture> Skipped => [.. _skipped, .. _late.OrderBy(l => l.Key).Select(l => l.Value)];

    /// <summary>
    /// Opens a folder. Reads as many pictures as fit into 256 MB, and only the headers of the others.
    /// <paramref name="report"/> receives unreadable pictures by name, then their count.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="size">Side of the square pictures in pixels, 1 to 4096; with buckets, the area is about that of
    /// this square.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="options">How the pictures are taken; null: as they are, with captions.</param>
    /// <param name="report">Receives one sentence per skipped picture and one with their number.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HippogriffException">The folder is missing, or has no picture, no caption, or no readable
    /// picture.</exception>
    public static FolderSource Open(
        string folder,
        int size,
        long seed,
        FolderOptions? options = null,
        IProgress<string>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new FolderOptions();
        FolderContents contents = new FolderReading(folder, size, options, report).Read(cancellationToken);
        FolderSource source = new(contents, options, seed, report);
        if (options.Buckets is not null)
            report?.Report(
                "Pictures are cut to "
                    + $"{(source.Buckets.Count == 1 ? "one size" : $"{source.Buckets.Count} sizes")}: "
                    + $"{string.Join(", ", source.Buckets)}."
            );
        return source;
    }

    /// <inheritdoc/>
    /// <exception cref="HippogriffException">No picture of the folder can be read any longer.</exception>
    public Example Get(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        (long epoch, long position) = Math.DivRem(index, _files.Count);
        return Of((int)EpochOrder.At(_seed, epoch, position, _files.Count), epoch);
    }

    /// <summary>
    /// The file of the picture that <see cref="Get"/> returns at <paramref name="index"/>, unless it is damaged.
    /// </summary>
    public string PathOf(long index)
    {
        (long epoch, long position) = Math.DivRem(index, _files.Count);
        return _files[(int)EpochOrder.At(_seed, epoch, position, _files.Count)].Path;
    }

    // Mirroring is random in even epochs and inverted in the following odd one.
    private bool IsTurned(int at, long epoch) =>
        (EpochOrder.At(_seed + 1, epoch / 2, at, _files.Count) + epoch) % 2 == 1;

    private RgbImage? Picture(int at, (int Width, int Height) size)
    {
        if (_sizes[at] == size && _kept.TryGetValue(at, out RgbImage? kept))
            return kept;
        if (_late.ContainsKey(at))
            return null;
        try
        {
            return FolderReading.Cut(_files[at].Path, size);
        }
        catch (HippogriffException e)
        {
            if (_late.TryAdd(at, new SkippedPicture(_files[at].Path, e.Message)))
                _report?.Report(e.Message);
            return null;
        }
    }

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
        (int width, int height, int _) = Buckets[0];
        return Enumerable
            .Range(0, _files.Count)
            .Where(i => _sizes[(int)EpochOrder.At(_seed, 0, i, _files.Count)] == (width, height))
            .Take(most)
            .Select(i => Get(i));
    }

    private Example Of(int at, long epoch)
    {
        (int Width, int Height) size = _sizes[at];
        // A picture found to be damaged only now is always replaced by the next one, cropped to its size.
        for (int tries = 0; tries < _files.Count; tries++, at = (at + 1) % _files.Count)
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
