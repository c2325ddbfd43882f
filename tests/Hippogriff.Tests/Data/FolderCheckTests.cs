using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using SkiaSharp;

namespace Hippogriff.Tests.Data;

public sealed class FolderCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static RgbImage Blobs(int seed, int width = 64, int height = 64)
    {
        Random random = new(seed);
        byte[] coarse = new byte[108];
        random.NextBytes(coarse);
        return ImageScaling.Resize(new RgbImage(6, 6, coarse), width, height);
    }

    private void Add(string name, byte[] picture, string? caption = "a cat")
    {
        _folder.Write(name, picture);
        if (caption is not null)
            _folder.Write(Path.ChangeExtension(name, ".txt"), caption);
    }

    private void Add(string name, RgbImage picture, string? caption = "a cat") =>
        Add(name, PngFile.Encode(picture), caption);

    private FolderFindings Look(FolderCheckSettings? settings = null) =>
        FolderCheck.Look(_folder.Path, settings ?? new FolderCheckSettings());

    private void AssertFound(FindingKind kind, string name, string what) =>
        Assert.Contains(Look().Findings, f => f.Kind == kind && f.Sentence == $"'{_folder.In(name)}' {what}.");

    [Fact]
    public void A_good_folder_has_no_findings()
    {
        for (int i = 0; i < 4; i++)
            Add($"{i}.png", Blobs(i), $"a cat number{i}");
        FolderFindings found = Look();
        Assert.Empty(found.Findings);
        Assert.False(found.Skips);
        Assert.Equal(
            (4, 6, new BucketCount(64, 64, 4)),
            (found.Pictures.Count, found.Words, Assert.Single(found.Buckets))
        );
    }

    [Fact]
    public void What_will_be_skipped_is_named()
    {
        Add("good.png", Blobs(1));
        Add("mute.png", Blobs(2), null);
        Add("broken.png", "words"u8.ToArray());
        FolderFindings found = Look();
        Assert.True(found.Skips);
        Assert.Equal(
            [FindingKind.Broken, FindingKind.NoCaption],
            found.Findings.Select(f => f.Kind).Where(k => k < FindingKind.Duplicate)
        );
        Assert.Equal(2, Look(new FolderCheckSettings(Captions: false)).Pictures.Count);
    }

    [Fact]
    public void The_same_picture_is_found_in_another_size_and_format()
    {
        Add("a.png", Blobs(1));
        Add("b.jpg", ImageEncoding.Encode(ImageScaling.Resize(Blobs(1), 90, 90), ImageFormat.Jpeg, quality: 60));
        Add("c.png", Blobs(2));
        PictureFinding finding = Assert.Single(Look().Findings);
        Assert.Equal(FindingKind.Duplicate, finding.Kind);
        Said.InOrder($"'{_folder.In("b.jpg")}' ... '{_folder.In("a.png")}'", finding.Sentence);
    }

    [Fact]
    public void Captions_that_will_not_be_read_as_meant_are_named()
    {
        Add("long.png", Blobs(1), string.Join(' ', Enumerable.Range(0, 30).Select(i => $"w{i}")));
        Add("chinese.png", Blobs(2), "一只红色的猫坐在桌子上");
        Add("greek.png", Blobs(3), "μια κόκκινη γάτα");
        AssertFound(FindingKind.LongCaption, "long.png", "has a caption of 30 words, of which the first 24 are read");
        AssertFound(
            FindingKind.NoSpaces,
            "chinese.png",
            "has a caption without spaces between words ('一只红色的猫坐在桌子上'), which counts as one word; put "
                + "spaces between words"
        );
        Assert.Equal(2, Look().Findings.Count);
    }

    [Fact]
    public void What_is_changed_in_a_picture_is_named()
    {
        Add("wide.png", Blobs(1, 200, 64));
        Add("small.png", Blobs(2, 32, 32));
        Add(
            "clear.png",
            PictureBytes.Encode(
                64,
                64,
                (x, y) => new SKColor((byte)(x * 4), (byte)(y * 4), 9, (byte)(x < 30 ? 0 : 255))
            )
        );
        Add("turned.jpg", PictureBytes.WithOrientation(ImageEncoding.Encode(Blobs(4), ImageFormat.Jpeg), 6));
        Add("deep.png", PictureBytes.Png16(64, 1, 60_000, 3));
        Add(
            "film.webp",
            AnimatedPicture.Webp([
                new FilmFrame(Blobs(5), TimeSpan.FromSeconds(1)),
                new FilmFrame(Blobs(6), TimeSpan.FromSeconds(1)),
            ])
        );
        AssertFound(FindingKind.CutOff, "wide.png", "is 200x64: 68 % of it lies outside the square in the middle");
        AssertFound(FindingKind.Small, "small.png", "is 32x32 and will be blurred at 64x64");
        AssertFound(FindingKind.Transparent, "clear.png", "has an alpha channel; what is transparent becomes white");
        AssertFound(FindingKind.Turned, "turned.jpg", "is turned as its camera says");
        AssertFound(FindingKind.Colours, "deep.png", "has 16 bits a channel, of which 8 are kept");
        AssertFound(
            FindingKind.Animated,
            "film.webp",
            "is an animated WebP of 2 pictures, of which the first is taken"
        );
        Assert.Equal(6, Look().Findings.Count);
        Assert.Equal([(64, 64, 5), (80, 48, 1)], Look().Buckets.Select(b => (b.Width, b.Height, b.Pictures)));
    }

    [Fact]
    public void With_buckets_what_is_cut_off_is_cut_from_the_nearest_of_them()
    {
        Add("wide.png", Blobs(1, 200, 100));
        Add("strip.png", Blobs(2, 400, 100));
        Add("low.png", Blobs(3, 76, 46));
        FolderFindings found = Look(new FolderCheckSettings(Buckets: true));
        Assert.Equal(
            [
                $"'{_folder.In("low.png")}' is 76x46 and will be blurred at 80x48.",
                $"'{_folder.In("strip.png")}' is 400x100: 58 % of it lies outside the 80x48 in the middle.",
            ],
            found.Findings.Select(f => f.Sentence)
        );
        Assert.Equal("3 to 80x48", Assert.Single(found.Buckets).ToString());
    }

    [Fact]
    public void One_picture_and_only_same_pictures_are_warned_of()
    {
        Add("a.png", Blobs(1));
        Assert.Contains("holds one picture only", Assert.Single(Look().Findings).Sentence, StringComparison.Ordinal);
        Add("b.png", Blobs(1));
        Add("c.png", Blobs(1));
        Assert.Contains(
            Look().Findings,
            f =>
                f.Kind == FindingKind.Folder
                && f.Sentence.Contains($"All 3 pictures in '{_folder.Path}'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Buckets_have_about_one_area_and_all_proportions()
    {
        IReadOnlyList<(int Width, int Height)> sizes = AspectBuckets.For(64, 8);
        Assert.All(
            sizes,
            size =>
                Assert.True(
                    size.Width % 8 == 0
                        && size.Height % 8 == 0
                        && size.Width * size.Height is > 2900 and <= 4096
                        && (double)size.Width / size.Height is >= 0.5 and <= 2
                )
        );
        Assert.Contains((64, 64), sizes);
        Assert.Equal(sizes, sizes.OrderBy(size => (double)size.Width / size.Height));
        Assert.Equal(sizes[^1], AspectBuckets.Nearest(sizes, 1000, 100));
        Assert.Equal((64, 64), AspectBuckets.Nearest(sizes, 500, 500));
    }

    [Fact]
    public void A_written_folder_is_read_again_with_its_captions()
    {
        CaptionedFolder written = new(_folder.In("new"));
        written.Add(Blobs(1), ["a \"red\" cat", "ein roter Kater"]);
        written.Add(Blobs(2), ["a dog"]);
        Assert.False(CaptionedFolder.IsWhole(_folder.In("new")));
        written.End();
        FolderSource source = FolderSource.Open(_folder.In("new"), 64, 1);
        Assert.Equal(["a \"red\" cat", "a dog", "ein roter Kater"], source.Captions.Order(StringComparer.Ordinal));
        Assert.Equal(
            "0000.png",
            Path.GetFileName(
                source.PathOf(
                    Enumerable.Range(0, 3).First(i => source.Get(i).Caption.Contains("red", StringComparison.Ordinal))
                )
            )
        );
    }

    [Fact]
    public void Captions_can_be_left_out()
    {
        Add("a.png", Blobs(1));
        Add("b.png", Blobs(2), null);
        FolderSource source = FolderSource.Open(_folder.Path, 16, 1, new() { Captions = false });
        Assert.Equal((2, "", 0), (source.Count, source.Get(0).Caption, source.Skipped.Count));
    }
}
