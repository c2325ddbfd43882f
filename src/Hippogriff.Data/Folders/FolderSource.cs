using System.Collections.Concurrent;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Texts;

namespace Hippogriff.Data.Folders;

/// <summary>
/// Captioned pictures of a folder; <see cref="CaptionIndex"/> finds the captions. Each epoch has its own order, a pure
/// function of (seed, epoch). Decoded pictures are cached up to a limit. With buckets, pictures have several sizes and
/// a batch has one (<see cref="BucketOrder"/>). With mirroring, every second picture is flipped horizontally.
/// Thread-safe.
/// </summary>
public sealed partial class FolderSource : IExampleSource
{
    private const long KeptBytes = 256L * 1024 * 1024;
    private const int MostNamed = 5;
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

    private FolderSource(
        IReadOnlyList<CaptionedFile> files,
        IReadOnlyList<(int Width, int Height)> sizes,
        ConcurrentDictionary<int, RgbImage> kept,
        IReadOnlyList<SkippedPicture> skipped,
        bool buckets,
        bool mirror,
        long seed,
        IProgress<string>? report
    )
    {
        (_files, _sizes, _kept, _skipped, _mirror, _seed, _report) = (
            files,
            sizes,
            kept,
            skipped,
            mirror,
            seed,
            report
        );
        _buckets =
        [
            .. Enumerable
                .Range(0, files.Count)
                .GroupBy(at => sizes[at])
                .OrderBy(g => (double)g.Key.Width / g.Key.Height)
                .Select(g => g.ToArray()),
        ];
        _batches = buckets ? new BucketOrder([.. _buckets.Select(b => b.Length)], seed) : null;
        Buckets =
        [
            .. _buckets
                .Select(b => new BucketCount(sizes[b[0]].Width, sizes[b[0]].Height, b.Length))
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
    /// <param name="report">Receives one sentence per skipped picture and one with their number.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="captions">False to ignore captions: all pictures have empty ones.</param>
    /// <param name="buckets">Null crops to squares; a number crops to the nearest of <see cref="AspectBuckets"/> with
    /// sides that are multiples of it.</param>
    /// <param name="mirror">True flips every second picture horizontally, alternating per epoch.</param>
    /// <exception cref="HippogriffException">The folder is missing, or has no picture, no caption, or no readable
    /// picture.</exception>
    public static FolderSource Open(
        string folder,
        int size,
        long seed,
        IProgress<string>? report = null,
        CancellationToken cancellationToken = default,
        bool captions = true,
        int? buckets = null,
        bool mirror = false
    ) => Open(folder, size, seed, report, cancellationToken, captions, buckets, mirror, KeptBytes);

    /// <summary>As above, with as many cached pictures as fit into <paramref name="keptBytes"/>.</summary>
    internal static FolderSource Open(
        string folder,
        int size,
        long seed,
        IProgress<string>? report,
        CancellationToken cancellationToken,
        bool captions,
        int? buckets,
        bool mirror,
        long keptBytes
    )
    {
        if (size is < 1 or > 4096)
            throw new HippogriffException($"Pictures of {size} pixels cannot be made; the size may be 1 to 4096.");
        var skipped = new List<SkippedPicture>();
        var converted = new List<string>();
        var files = CaptionIndex.Read(
            folder,
            (path, reason) => skipped.Add(new(path, reason)),
            captions,
            (_, sentence) => converted.Add(sentence)
        );
        if (files.Count == 0)
        {
            throw new HippogriffException(
                skipped.Count == 0
                    ? $"The folder '{folder}' holds no pictures (PNG, JPEG, WebP, GIF or BMP, with captions in "
                        + ".txt files beside them, metadata.jsonl, metadata.csv or captions.jsonl)."
                    : $"Of {Counted.Of(skipped.Count, "picture")} in '{folder}' none has a caption; write one "
                        + "into a .txt file beside each, or a metadata.jsonl with file_name and text. The first: "
                        + $"{skipped[0].Reason}"
            );
        }
        Name(report, [.. skipped.Select(one => one.Reason)]);
        Name(report, converted);
        IReadOnlyList<(int Width, int Height)> shapes = buckets is { } multiple
            ? AspectBuckets.For(size, multiple)
            : [(size, size)];
        var sizes = new (int Width, int Height)[files.Count];
        var pictures = new RgbImage?[files.Count];
        var broken = new SkippedPicture?[files.Count];
        var room = keptBytes / (size * size * 3L);
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                try
                {
                    var (width, height) = ImageFile.Probe(files[i].Path);
                    sizes[i] = AspectBuckets.Nearest(shapes, width, height);
                    if (i < room)
                        pictures[i] = Cut(files[i].Path, sizes[i]);
                }
                catch (HippogriffException e)
                {
                    broken[i] = new SkippedPicture(files[i].Path, e.Message);
                }
            }
        );
        var (good, cut, kept) = (
            new List<CaptionedFile>(),
            new List<(int Width, int Height)>(),
            new ConcurrentDictionary<int, RgbImage>()
        );
        for (var i = 0; i < files.Count; i++)
        {
            if (broken[i] is { } bad)
            {
                skipped.Add(bad);
                report?.Report(bad.Reason);
                continue;
            }
            if (pictures[i] is { } picture)
                kept[good.Count] = picture;
            good.Add(files[i]);
            cut.Add(sizes[i]);
        }
        if (good.Count == 0)
            throw new HippogriffException(
                $"Of {Counted.Of(files.Count, "captioned picture")} in '{folder}' none can be read; the "
                    + $"first: {broken[0]!.Reason}"
            );
        if (skipped.Count > 0)
            report?.Report(
                $"{skipped.Count} of {Counted.Of(good.Count + skipped.Count, "picture")} in '{folder}' "
                    + $"{Counted.Noun(skipped.Count, "was", "were")} skipped: {broken.Count(b => b is not null)} "
                    + $"cannot be read, {skipped.Count - broken.Count(b => b is not null)} have no caption or are "
                    + "not in the index."
            );
        var source = new FolderSource(good, cut, kept, skipped, buckets is not null, mirror, seed, report);
        if (buckets is not null)
            report?.Report(
                "Pictures are cut to "
                    + $"{(source.Buckets.Count == 1 ? "one size" : $"{source.Buckets.Count} sizes")}: "
                    + $"{string.Join(", ", source.Buckets)}."
            );
        return source;
    }

    /// <summary>Reports the first few of many sentences and their number.</summary>
    private static void Name(IProgress<string>? report, IReadOnlyList<string> sentences)
    {
        foreach (string sentence in sentences.Take(MostNamed))
            report?.Report(sentence);
        if (sentences.Count > MostNamed)
            report?.Report(
                $"... and {sentences.Count - MostNamed:N0} more like that; hippogriff data check names them all."
            );
    }

    /// <inheritdoc/>
    /// <exception cref="HippogriffException">No picture of the folder can be read any longer.</exception>
    public Example Get(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var (epoch, position) = Math.DivRem(index, _files.Count);
        return Of((int)EpochOrder.At(_seed, epoch, position, _files.Count), epoch);
    }

    /// <summary>
    /// The file of the picture that <see cref="Get"/> returns at <paramref name="index"/>, unless it is damaged.
    /// </summary>
    public string PathOf(long index)
    {
        var (epoch, position) = Math.DivRem(index, _files.Count);
        return _files[(int)EpochOrder.At(_seed, epoch, position, _files.Count)].Path;
    }

    // Mirroring is random in even epochs and inverted in the following odd one.
    private bool IsTurned(int at, long epoch) =>
        (EpochOrder.At(_seed + 1, epoch / 2, at, _files.Count) + epoch) % 2 == 1;

    private static RgbImage Cut(string path, (int Width, int Height) size) =>
        ImageScaling.Cover(ImageFile.Read(path, enough: Math.Max(size.Width, size.Height)), size.Width, size.Height);

    private RgbImage? Picture(int at, (int Width, int Height) size)
    {
        if (_sizes[at] == size && _kept.TryGetValue(at, out var kept))
            return kept;
        if (_late.ContainsKey(at))
            return null;
        try
        {
            return Cut(_files[at].Path, size);
        }
        catch (HippogriffException e)
        {
            if (_late.TryAdd(at, new SkippedPicture(_files[at].Path, e.Message)))
                _report?.Report(e.Message);
            return null;
        }
    }
}
