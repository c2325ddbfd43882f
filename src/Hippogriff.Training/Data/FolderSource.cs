using System.Collections.Concurrent;
using Hippogriff.Imaging;

namespace Hippogriff.Training.Data;

/// <summary>A picture that was left out, and why, in a sentence that names it.</summary>
public sealed record SkippedPicture(string Path, string Reason);

/// <summary>
/// Captioned pictures of a folder (<see cref="CaptionIndex"/> says how captions are found). Each epoch has its own order, a pure
/// function of (seed, epoch); decoded pictures are kept in memory up to a limit. Safe to call from several threads.
/// </summary>
public sealed class FolderSource : IExampleSource
{
    private const long KeptBytes = 256L * 1024 * 1024;
    private readonly IReadOnlyList<CaptionedFile> _files;
    private readonly ConcurrentDictionary<int, RgbImage> _kept;
    private readonly ConcurrentDictionary<int, SkippedPicture> _late = [];
    private readonly IReadOnlyList<SkippedPicture> _skipped;
    private readonly IProgress<string>? _report;
    private readonly long _seed;

    private FolderSource(IReadOnlyList<CaptionedFile> files, ConcurrentDictionary<int, RgbImage> kept, IReadOnlyList<SkippedPicture> skipped, int size, long seed, IProgress<string>? report) =>
        (_files, _kept, _skipped, Size, _seed, _report) = (files, kept, skipped, size, seed, report);

    /// <summary>Width and height of the pictures in pixels.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public long? Count => _files.Count;

    /// <summary>All captions.</summary>
    public IEnumerable<string> Captions => _files.SelectMany(f => f.Captions);

    /// <summary>The pictures that were left out: without a caption, damaged, too large. May grow while a large folder is first read.</summary>
    public IReadOnlyList<SkippedPicture> Skipped => [.. _skipped, .. _late.OrderBy(l => l.Key).Select(l => l.Value)];

    /// <summary>
    /// Opens a folder. As many pictures as fit into 256 MB are read at once, of the others only the headers; what cannot be
    /// read is told to <paramref name="report"/> by name and then in a count.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="size">Side of the square pictures in pixels, 1 to 4096.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="report">Hears one sentence a skipped picture and one with their number.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="captions">False to leave captions out: every picture is one of which nothing is said.</param>
    /// <exception cref="HippogriffException">The folder is missing, holds no picture, no caption, or no picture that can be read.</exception>
    public static FolderSource Open(string folder, int size, long seed, IProgress<string>? report = null, CancellationToken cancellationToken = default, bool captions = true)
    {
        if (size is < 1 or > 4096)
            throw new HippogriffException($"Pictures of {size} pixels cannot be made; the size may be 1 to 4096.");
        var skipped = new List<SkippedPicture>();
        var files = CaptionIndex.Read(folder, (path, reason) => skipped.Add(new(path, reason)), captions);
        if (files.Count == 0)
        {
            throw new HippogriffException(skipped.Count == 0
                ? $"The folder '{folder}' holds no pictures (PNG, JPEG, WebP, GIF or BMP, with captions in .txt files beside them, metadata.jsonl or captions.jsonl)."
                : $"None of the {skipped.Count} pictures in '{folder}' has a caption; write one into a .txt file beside each, or a metadata.jsonl with file_name and text.");
        }
        var pictures = new RgbImage?[files.Count];
        var broken = new SkippedPicture?[files.Count];
        var room = KeptBytes / (size * size * 3L);
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            try
            {
                if (i < room)
                    pictures[i] = Square(files[i].Path, size);
                else
                    ImageFile.Probe(files[i].Path);
            }
            catch (HippogriffException e)
            {
                broken[i] = new SkippedPicture(files[i].Path, e.Message);
            }
        });
        var (good, kept) = (new List<CaptionedFile>(), new ConcurrentDictionary<int, RgbImage>());
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
        }
        if (good.Count == 0)
            throw new HippogriffException($"None of the {files.Count} captioned pictures in '{folder}' can be read; the first: {broken[0]!.Reason}");
        if (skipped.Count > 0)
            report?.Report($"{skipped.Count} of {good.Count + skipped.Count} pictures in '{folder}' were skipped: {broken.Count(b => b is not null)} cannot be read, {skipped.Count - broken.Count(b => b is not null)} have no caption.");
        return new FolderSource(good, kept, skipped, size, seed, report);
    }

    /// <inheritdoc/>
    /// <exception cref="HippogriffException">No picture of the folder can be read any more.</exception>
    public Example Get(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var (epoch, position) = Math.DivRem(index, _files.Count);
        var at = (int)EpochOrder.At(_seed, epoch, position, _files.Count);
        // A picture that turns out damaged only now is replaced by the one after it, the same one every time.
        for (var tries = 0; tries < _files.Count; tries++, at = (at + 1) % _files.Count)
        {
            if (Picture(at) is { } picture)
                return new Example(picture, _files[at].Captions[(int)(epoch % _files[at].Captions.Count)]);
        }
        throw new HippogriffException($"None of the {_files.Count} pictures can be read any more; the first: {_late.OrderBy(l => l.Key).First().Value.Reason}");
    }

    /// <summary>The file of the picture that <see cref="Get"/> gives at <paramref name="index"/>, unless that turns out damaged.</summary>
    public string PathOf(long index)
    {
        var (epoch, position) = Math.DivRem(index, _files.Count);
        return _files[(int)EpochOrder.At(_seed, epoch, position, _files.Count)].Path;
    }

    private static RgbImage Square(string path, int size) => ImageScaling.Cover(ImageFile.Read(path, enough: size), size, size);

    private RgbImage? Picture(int at)
    {
        if (_kept.TryGetValue(at, out var kept))
            return kept;
        if (_late.ContainsKey(at))
            return null;
        try
        {
            return Square(_files[at].Path, Size);
        }
        catch (HippogriffException e)
        {
            if (_late.TryAdd(at, new SkippedPicture(_files[at].Path, e.Message)))
                _report?.Report(e.Message);
            return null;
        }
    }
}
