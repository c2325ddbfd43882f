using System.Globalization;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Models.Text;
using Hippogriff.Texts;

namespace Hippogriff.Data.Folders;

/// <summary>Settings of a folder check.</summary>
/// <param name="Size">Side of training pictures in pixels.</param>
/// <param name="Words">Maximum number of words that are read of a caption.</param>
/// <param name="Captions">Whether pictures need captions.</param>
/// <param name="Buckets">Whether training crops to the nearest of <see cref="Sizes"/> instead of squares.</param>
public sealed record FolderCheckSettings(int Size = 64, int Words = 24, bool Captions = true, bool Buckets = false)
{
    /// <summary>Multiple for picture sides that fits the networks of all built-in recipes.</summary>
    public const int Multiple = 8;

    /// <summary>The bucket sizes that training would crop to.</summary>
    public IReadOnlyList<(int Width, int Height)> Sizes => AspectBuckets.For(Math.Max(Size, Multiple), Multiple);

    /// <summary>The crop size in training for a picture of this size.</summary>
    public (int Width, int Height) CutTo(int width, int height) =>
        Buckets ? AspectBuckets.Nearest(Sizes, width, height) : (Size, Size);
}

/// <summary>
/// Checks a folder before training: files that would be skipped, duplicates, and pictures that will be changed.
/// </summary>
public static class FolderCheck
{
    private const int ScriptWord = 4;
    private const double MostCut = 1.0 / 3;

    private sealed record Looked(CaptionedFile File, ImageFacts? Facts, PictureHash? Hash, string? Fault);

    /// <summary>Checks the folder.</summary>
    /// <exception cref="HippogriffException">The folder is missing or has no picture, or its index is
    /// damaged.</exception>
    public static FolderFindings Look(
        string folder,
        FolderCheckSettings settings,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        List<PictureFinding> findings = [];
        List<CaptionedFile> files = CaptionIndex.Read(
            folder,
            (path, reason) => findings.Add(new PictureFinding(FindingKind.NoCaption, path, reason)),
            settings.Captions,
            (path, sentence) => findings.Add(new PictureFinding(FindingKind.Encoding, path, sentence))
        );
        if (files.Count + findings.Count == 0)
            throw new HippogriffException($"The folder '{folder}' holds no pictures ({ImageFile.Formats}).");
        Looked[] looked = LookAt(files, progress, cancellationToken);
        List<Looked> good = [];
        foreach (Looked one in looked)
        {
            if (one.Fault is { } fault)
                findings.Add(new PictureFinding(FindingKind.Broken, one.File.Path, fault));
            else
                good.Add(one);
        }
        foreach (Looked one in good)
            findings.AddRange(Diagnostics(one, settings));
        findings.AddRange(Duplicates(good, folder));
        return new FolderFindings(
            [
                .. good.Select(one => new CheckedPicture(
                    one.File.Path,
                    one.Facts!.Width,
                    one.Facts.Height,
                    one.File.Captions
                )),
            ],
            [.. findings.OrderBy(f => f.Kind).ThenBy(f => f.Path, StringComparer.Ordinal)],
            BucketsOf(good, settings.Sizes),
            good.SelectMany(one => one.File.Captions).SelectMany(Vocabulary.Split).Distinct().Count()
        );
    }

    private static BucketCount[] BucketsOf(List<Looked> good, IReadOnlyList<(int Width, int Height)> sizes) =>
        [
            .. good.GroupBy(one => AspectBuckets.Nearest(sizes, one.Facts!.Width, one.Facts.Height))
                .OrderByDescending(g => g.Count())
                .Select(g => new BucketCount(g.Key.Width, g.Key.Height, g.Count())),
        ];

    private static Looked[] LookAt(
        List<CaptionedFile> files,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        Looked[] looked = new Looked[files.Count];
        int done = 0;
        Parallel.For(
            0,
            files.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                looked[i] = LookAt(files[i]);
                progress?.Report(Interlocked.Increment(ref done) / (double)files.Count);
            }
        );
        return looked;
    }

    private static Looked LookAt(CaptionedFile file)
    {
        try
        {
            ImageFacts facts = ImageFacts.Of(file.Path);
            return new Looked(file, facts, PictureHash.Of(ImageFile.Read(file.Path, enough: 16)), null);
        }
        catch (HippogriffException error)
        {
            return new Looked(file, null, null, error.Message);
        }
    }

    private static IEnumerable<PictureFinding> Diagnostics(Looked one, FolderCheckSettings settings) =>
        OnCaptions(one, settings).Concat(OnShape(one, settings)).Concat(OnPixels(one));

    private static PictureFinding Finding(FindingKind kind, Looked one, string what) =>
        new(kind, one.File.Path, $"'{one.File.Path}' {what}.");

    private static IEnumerable<PictureFinding> OnCaptions(Looked one, FolderCheckSettings settings)
    {
        int longest = one.File.Captions.Max(caption => Vocabulary.Split(caption).Count());
        if (longest > settings.Words)
            yield return Finding(
                FindingKind.LongCaption,
                one,
                $"has a caption of {longest} words, of which the first {settings.Words} are read"
            );
        if (
            one.File.Captions.SelectMany(Vocabulary.Split).FirstOrDefault(word => Unspaced(word) >= ScriptWord) is
            { } run
        )
            yield return Finding(
                FindingKind.NoSpaces,
                one,
                $"has a caption without spaces between words ('{run}'), which counts as one word; put spaces "
                    + "between words"
            );
    }

    private static IEnumerable<PictureFinding> OnShape(Looked one, FolderCheckSettings settings)
    {
        ImageFacts facts = one.Facts!;
        (int width, int height) = settings.CutTo(facts.Width, facts.Height);
        if (facts.Width < width || facts.Height < height)
            yield return Finding(
                FindingKind.Small,
                one,
                $"is {facts.Width}x{facts.Height} and will be blurred at {width}x{height}"
            );
        double across = (double)facts.Width * height,
            down = (double)facts.Height * width,
            cut = 1 - Math.Min(across, down) / Math.Max(across, down);
        string middle = width == height ? "the square" : $"the {width}x{height}";
        if (cut > MostCut)
            yield return Finding(
                FindingKind.CutOff,
                one,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {facts.Width}x{facts.Height}: {cut:P0} of it lies outside {middle} in the middle"
                )
            );
    }

    private static IEnumerable<PictureFinding> OnPixels(Looked one)
    {
        ImageFacts facts = one.Facts!;
        if (facts.Frames > 1)
            yield return Finding(
                FindingKind.Animated,
                one,
                $"is an animated {facts.Format} of {Counted.Of(facts.Frames, "picture")}, of which the first is taken"
            );
        if (facts.Transparent)
            yield return Finding(
                FindingKind.Transparent,
                one,
                "has an alpha channel; what is transparent becomes white"
            );
        if (facts.Turned)
            yield return Finding(FindingKind.Turned, one, "is turned as its camera says");
        if (facts.Cmyk)
            yield return Finding(
                FindingKind.Colours,
                one,
                "is a CMYK picture for printers; its colours are turned into sRGB, roughly"
            );
        else if (facts.OtherColours)
            yield return Finding(FindingKind.Colours, one, "has a colour profile; its colours are turned into sRGB");
        if (facts.Bits > 8)
            yield return Finding(FindingKind.Colours, one, $"has {facts.Bits} bits a channel, of which 8 are kept");
    }

    private static IEnumerable<PictureFinding> Duplicates(List<Looked> good, string folder)
    {
        int[] first = [.. Enumerable.Range(0, good.Count)];
        Parallel.For(
            0,
            good.Count,
            i =>
            {
                for (int k = 0; k < i; k++)
                    if (good[k].Hash!.Same(good[i].Hash!))
                    {
                        first[i] = k;
                        return;
                    }
            }
        );
        for (int i = 0; i < first.Length; i++)
            if (first[i] != i)
                yield return new PictureFinding(
                    FindingKind.Duplicate,
                    good[i].File.Path,
                    $"'{good[i].File.Path}' looks the same as '{good[first[i]].File.Path}'."
                );
        if (good.Count == 1)
            yield return new PictureFinding(
                FindingKind.Folder,
                folder,
                $"'{folder}' holds one picture only: a model trained on it draws that picture for every prompt."
            );
        else if (good.Count > 1 && first.Skip(1).All(f => f == 0))
            yield return new PictureFinding(
                FindingKind.Folder,
                folder,
                $"All {Counted.Of(good.Count, "picture")} in '{folder}' look the same: a model trained on "
                    + "them will draw nothing else."
            );
    }

    /// <summary>Number of letters in scripts without spaces: Chinese, Japanese, Thai, Lao, Burmese, Khmer.</summary>
    private static int Unspaced(string word) =>
        word.EnumerateRunes()
            .Count(r =>
                r.Value
                    is (>= 0x3040 and <= 0x30FF)
                        or (>= 0x3400 and <= 0x9FFF)
                        or (>= 0x0E00 and <= 0x0EFF)
                        or (>= 0x1000 and <= 0x109F)
                        or (>= 0x1780 and <= 0x17FF)
                        or (>= 0x20000 and <= 0x3FFFF)
            );
}
