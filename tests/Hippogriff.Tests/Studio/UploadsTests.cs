using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

public sealed class UploadsTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task The_same_pixels_are_kept_once_whatever_they_came_in()
    {
        RgbImage image = TinyModel.Plain(8, 4, 10, 20, 30);
        string png = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(image)),
            webp = await _studio.Uploads.KeepPictureAsync(ImageEncoding.Encode(image, ImageFormat.Webp, quality: 100));
        Assert.Equal(png, webp);
        Assert.Single(Directory.GetFiles(_studio.In("studio/uploads")));
        Assert.Equal(image.Pixels, _studio.Uploads.Picture(png).Pixels);
        Assert.NotEqual(png, await _studio.Uploads.KeepPictureAsync(PngFile.Encode(new RgbImage(4, 8, image.Pixels))));
    }

    [Fact]
    public async Task Of_many_that_upload_one_picture_at_once_all_get_its_name()
    {
        byte[] png = PngFile.Encode(TinyModel.Plain(64, 64, 9, 8, 7));
        using Barrier together = new(8);
        string[] names = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Factory.StartNew(
                            () =>
                            {
                                together.SignalAndWait();
                                return _studio.Uploads.KeepPictureAsync(png);
                            },
                            TaskCreationOptions.LongRunning
                        )
                        .Unwrap()
                )
        );
        Assert.Single(names.Distinct());
        Assert.Single(Directory.GetFiles(_studio.In("studio/uploads")));
    }

    [Fact]
    public async Task A_mask_is_no_picture_and_a_picture_no_mask()
    {
        string mask = await _studio.Uploads.KeepMaskAsync(
            PngFile.Encode(TinyModel.Plain(8, 4, 255, 255, 255)),
            MaskMeaning.White
        );
        string picture = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 255, 255, 255)));
        Assert.All(_studio.Uploads.Mask(mask).Values, value => Assert.Equal(255, value));
        Assert.Throws<HippogriffException>(() => _studio.Uploads.Picture(mask));
        Assert.Throws<HippogriffException>(() => _studio.Uploads.Mask(picture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p")]
    [InlineData("../studio")]
    [InlineData("p../../../../../../etc/passwd")]
    [InlineData("p\0")]
    public void Names_that_were_not_made_here_never_reach_the_disk(string name) =>
        Assert.Contains(
            "of that name",
            Assert.Throws<HippogriffException>(() => _studio.Uploads.Picture(name)).Message,
            StringComparison.Ordinal
        );

    public static TheoryData<string, byte[]> NoPictures =>
        new()
        {
            { "nothing", [] },
            { "a text", "<html><script>alert(1)</script>"u8.ToArray() },
            { "an SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray() },
            { "half a PNG", PngFile.Encode(TinyModel.Plain(64, 64, 1, 2, 3))[..60] },
            { "a PNG that claims 60,000 x 60,000 pixels", PictureBytes.PngClaiming(60_000, 60_000) },
            {
                "a PNG that claims 8,000 x 8,000 pixels, more than the studio allows",
                PictureBytes.PngClaiming(8_000, 8_000)
            },
        };

    [Theory]
    [MemberData(nameof(NoPictures))]
    public async Task What_is_no_picture_gets_a_sentence_and_is_not_kept(string what, byte[] bytes)
    {
        long before = GC.GetTotalAllocatedBytes();
        HippogriffException refused = await Assert.ThrowsAsync<HippogriffException>(() =>
            _studio.Uploads.KeepPictureAsync(bytes)
        );
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 20 << 20, $"{what} was unpacked");
        await Assert.ThrowsAsync<HippogriffException>(() => _studio.Uploads.KeepMaskAsync(bytes, MaskMeaning.White));
        Assert.Empty(Directory.GetFiles(_studio.In("studio/uploads")));
    }

    [Fact]
    public async Task Large_pictures_are_reduced_and_all_together_have_a_limit()
    {
        string name = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(3_000, 30, 1, 2, 3)));
        RgbImage kept = _studio.Uploads.Picture(name);
        Assert.Equal((2_048, 20), (kept.Width, kept.Height));
        _studio.Options.Limits.UploadsBytes = 1;
        Assert.Contains(
            "uploads",
            (
                await Assert.ThrowsAsync<HippogriffException>(() =>
                    _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 0, 0, 0)))
                )
            ).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Old_uploads_go_unless_a_job_needs_them()
    {
        string needed = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1))),
            idle = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 2, 2, 2)));
        await _studio.Queue.EnqueueAsync(new JobRequest { Prompt = "", Source = needed }, "me");
        Assert.Equal(0, _studio.Uploads.Purge(_studio.Store.UploadsInUse(), DateTimeOffset.UnixEpoch));
        Assert.Equal(1, _studio.Uploads.Purge(_studio.Store.UploadsInUse(), DateTimeOffset.MaxValue));
        _ = _studio.Uploads.Picture(needed);
        Assert.Throws<HippogriffException>(() => _studio.Uploads.Picture(idle));
    }

    [Fact]
    public async Task An_upload_is_counted_once_given_back_when_it_goes_and_counted_again_after_a_restart()
    {
        byte[] first = PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)),
            second = PngFile.Encode(TinyModel.Plain(8, 4, 2, 2, 2));
        string name = await _studio.Uploads.KeepPictureAsync(first);
        long size = new FileInfo(_studio.In($"studio/uploads/{name}.png")).Length;
        _studio.Options.Limits.UploadsBytes = size;
        Assert.Equal(name, await _studio.Uploads.KeepPictureAsync(first)); // it is there already
        await FullAsync();
        _studio.Reopen();
        await FullAsync();
        Assert.Equal(1, _studio.Uploads.Purge(new HashSet<string>(), DateTimeOffset.MaxValue));
        await _studio.Uploads.KeepPictureAsync(second);
        Assert.Single(Directory.GetFiles(_studio.In("studio/uploads")));

        async Task FullAsync() =>
            Assert.Equal(
                FaultKind.Resource,
                (await Assert.ThrowsAsync<HippogriffException>(() => _studio.Uploads.KeepPictureAsync(second))).Kind
            );
    }

    [Fact]
    public async Task An_upload_of_the_largest_size_is_taken_and_one_more_byte_is_not()
    {
        byte[] png = PngFile.Encode(TinyModel.Plain(8, 4, 1, 2, 3));
        _studio.Options.Limits.BodyBytes = png.Length - 1;
        Assert.Contains(
            "The upload has",
            (await Assert.ThrowsAsync<HippogriffException>(() => _studio.Uploads.KeepPictureAsync(png))).Message,
            StringComparison.Ordinal
        );
        _studio.Options.Limits.BodyBytes = png.Length;
        Assert.StartsWith("p", await _studio.Uploads.KeepPictureAsync(png), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longer_side_is_at_most_2048_pixels_and_the_shorter_one_at_least_one()
    {
        Assert.Equal((2_048, 2), await SizeAsync(2_048, 2));
        Assert.Equal((2_048, 1), await SizeAsync(2_049, 1));
        Assert.Equal((3, 2_048), await SizeAsync(6, 4_096));

        async Task<(int, int)> SizeAsync(int width, int height)
        {
            string name = await _studio.Uploads.KeepPictureAsync(
                PngFile.Encode(TinyModel.Plain(width, height, 1, 2, 3))
            );
            RgbImage kept = _studio.Uploads.Picture(name);
            return (kept.Width, kept.Height);
        }
    }

    [Fact]
    public async Task What_is_no_upload_of_ours_is_set_aside_and_never_read_or_purged()
    {
        string name = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)));
        string own = _studio.In($"studio/uploads/{name}.png"),
            link = _studio.In($"studio/uploads/p{new string('0', 64)}.png");
        Assert.True(Uploads.IsOurs(new FileInfo(own)));
        Assert.True(Uploads.IsWhole(own));
        File.CreateSymbolicLink(link, own);
        foreach (string stray in new[] { "notes.png", name + ".jpg", name[..^1] + ".png", "x" + name[1..] + ".png" })
            File.Copy(own, _studio.In($"studio/uploads/{stray}"));
        foreach (string file in Directory.GetFiles(_studio.In("studio/uploads")))
            Assert.Equal(file == own, Uploads.IsOurs(new FileInfo(file)));
        Assert.Throws<HippogriffException>(() => _studio.Uploads.Picture(Path.GetFileNameWithoutExtension(link)));
        Assert.Equal(0, _studio.Uploads.Purge(new HashSet<string> { name }, DateTimeOffset.MaxValue));
        _studio.Reopen();
        Assert.Equal([own], Directory.GetFiles(_studio.In("studio/uploads")));
        File.WriteAllBytes(own, PngFile.Encode(TinyModel.Plain(8, 4, 9, 9, 9)));
        Assert.False(Uploads.IsWhole(own));
        File.WriteAllText(own, "no picture");
        Assert.False(Uploads.IsWhole(own));
    }

    [Fact]
    public async Task The_last_byte_of_the_limit_is_given_and_a_refused_upload_takes_none()
    {
        byte[] small = PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)),
            large = PngFile.Encode(TinyModel.Plain(400, 300, 2, 2, 2));
        _studio.Options.Limits.UploadsBytes = small.Length;
        await Assert.ThrowsAsync<HippogriffException>(() => _studio.Uploads.KeepPictureAsync(large));
        await _studio.Uploads.KeepPictureAsync(small);
        Assert.Single(Directory.GetFiles(_studio.In("studio/uploads")));
    }

    [Fact]
    public async Task An_upload_of_the_very_moment_stays()
    {
        string name = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)));
        DateTime written = File.GetLastWriteTimeUtc(_studio.In($"studio/uploads/{name}.png"));
        Assert.Equal(0, _studio.Uploads.Purge(new HashSet<string>(), written));
        Assert.Equal(1, _studio.Uploads.Purge(new HashSet<string>(), written.AddMilliseconds(1)));
    }

    [Fact]
    public void What_systems_leave_in_every_folder_is_not_set_aside()
    {
        string clutter = _studio.In("studio/uploads/.DS_Store"),
            stray = _studio.In("studio/uploads/letter.txt");
        File.WriteAllText(clutter, "");
        File.WriteAllText(stray, "mine");
        _studio.Reopen();
        Assert.True(File.Exists(clutter));
        Assert.False(File.Exists(stray));
        Assert.Equal(
            "mine",
            File.ReadAllText(
                Assert.Single(
                    Directory.GetFiles(_studio.In("studio/set-aside"), "letter.txt", SearchOption.AllDirectories)
                )
            )
        );
    }
}
