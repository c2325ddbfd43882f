using System.Collections.Concurrent;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Texts;

namespace Hippogriff.Data.Folders;

/// <summary>The usable pictures of a folder.</summary>
/// <param name="Files">The pictures with their captions.</param>
/// <param name="Sizes">For each, the size that it is cut to in pixels.</param>
/// <param name="Kept">Those that are decoded already, by their place in the list.</param>
/// <param name="Skipped">What cannot be used.</param>
internal sealed record FolderContents(
    IReadOnlyList<CaptionedFile> Files,
    IReadOnlyList<(int Width, int Height)> Sizes,
    ConcurrentDictionary<int, RgbImage> Kept,
    IReadOnlyList<SkippedPicture> Skipped
);

/// <summary>
/// Reads a folder of captioned pictures: as many pictures as there is room for, and only the headers of the others.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="size">Side of the square pictures in pixels, 1 to 4096; with buckets, the area is about that of this
/// square.</param>
/// <param name="options">How the pictures are taken.</param>
/// <param name="report">Receives unreadable pictures by name, then their count.</param>
internal sealed class FolderReading(string folder, int size, FolderOptions options, IProgress<string>? report)
{
    private const int MostNamed = 5;
    private readonly List<SkippedPicture> _skipped = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="HippogriffException">The folder is missing, or has no picture, no caption, or no readable
    /// picture.</exception>
    public FolderContents Read(CancellationToken cancellationToken)
    {
        if (size is < 1 or > 4096)
            throw new HippogriffException($"Pictures of {size} pixels cannot be made; the size may be 1 to 4096.");
        List<CaptionedFile> files = Captioned();
        Looked[] looked = Look(files, cancellationToken);
        FolderContents contents = Usable(files, looked);
        if (_skipped.Count > 0)
        {
            int broken = looked.Count(one => one.Fault is not null);
            report?.Report(
                $"{_skipped.Count} of {Counted.Of(contents.Files.Count + _skipped.Count, "picture")} in '{folder}' "
                    + $"{Counted.Noun(_skipped.Count, "was", "were")} skipped: {broken} cannot be read, "
                    + $"{_skipped.Count - broken} have no caption or are not in the index."
            );
        }
        return contents;
    }

    private List<CaptionedFile> Captioned()
    {
        List<string> converted = [];
        List<CaptionedFile> files = CaptionIndex.Read(
            folder,
            (path, reason) => _skipped.Add(new(path, reason)),
            options.Captions,
            (_, sentence) => converted.Add(sentence)
        );
        if (files.Count == 0)
            throw new HippogriffException(
                _skipped.Count == 0
                    ? $"The folder '{folder}' holds no pictures (PNG, JPEG, WebP, GIF or BMP, with captions in "
                        + ".txt files beside them, metadata.jsonl, metadata.csv or captions.jsonl)."
                    : $"Of {Counted.Of(_skipped.Count, "picture")} in '{folder}' none has a caption; write one "
                        + "into a .txt file beside each, or a metadata.jsonl with file_name and text. The first: "
                        + $"{_skipped[0].Reason}"
            );
        Name([.. _skipped.Select(one => one.Reason)]);
        Name(converted);
        return files;
    }

    /// <summary>A picture of the folder: its size, itself where there is room, or why it cannot be used.</summary>
    private readonly record struct Looked((int Width, int Height) Size, RgbImage? Picture, string? Fault);

    private Looked[] Look(List<CaptionedFile> files, CancellationToken cancellationToken)
    {
        IReadOnlyList<(int Width, int Height)> shapes = options.Buckets is { } multiple
            ? AspectBuckets.For(size, multiple)
            : [(size, size)];
        long room = options.KeptBytes / (size * size * 3L);
        Looked[] looked = new Looked[files.Count];
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                try
                {
                    (int width, int height) = ImageFile.Probe(files[i].Path);
                    (int Width, int Height) shape = AspectBuckets.Nearest(shapes, width, height);
                    looked[i] = new Looked(shape, i < room ? Cut(files[i].Path, shape) : null, null);
                }
                catch (HippogriffException e)
                {
                    looked[i] = new Looked(default, null, e.Message);
                }
            }
        );
        return looked;
    }

    private FolderContents Usable(List<CaptionedFile> files, Looked[] looked)
    {
        List<CaptionedFile> good = [];
        List<(int Width, int Height)> sizes = [];
        ConcurrentDictionary<int, RgbImage> kept = [];
        for (int i = 0; i < files.Count; i++)
        {
            if (looked[i].Fault is { } fault)
            {
                _skipped.Add(new SkippedPicture(files[i].Path, fault));
                report?.Report(fault);
                continue;
            }
            if (looked[i].Picture is { } picture)
                kept[good.Count] = picture;
            good.Add(files[i]);
            sizes.Add(looked[i].Size);
        }
        return good.Count > 0
            ? new FolderContents(good, sizes, kept, _skipped)
            : throw new HippogriffException(
                $"Of {Counted.Of(files.Count, "captioned picture")} in '{folder}' none can be read; the "
                    + $"first: {looked[0].Fault}"
            );
    }

    /// <summary>A picture, scaled and cropped to a size.</summary>
    /// <exception cref="HippogriffException">It cannot be read.</exception>
    public static RgbImage Cut(string path, (int Width, int Height) size) =>
        ImageScaling.Cover(ImageFile.Read(path, enough: Math.Max(size.Width, size.Height)), size.Width, size.Height);

    /// <summary>Reports the first few of many sentences and their number.</summary>
    private void Name(IReadOnlyList<string> sentences)
    {
        foreach (string sentence in sentences.Take(MostNamed))
            report?.Report(sentence);
        if (sentences.Count > MostNamed)
            report?.Report(
                $"... and {sentences.Count - MostNamed:N0} more like that; hippogriff data check names them all."
            );
    }
}
