using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;

namespace Hippogriff.Tests.Studio;

public sealed class PictureGalleryTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private string[] Found(string words) =>
        [.. _studio.Gallery.Search(new GalleryQuery(words)).Select(picture => picture.Settings.Prompt)];

    [Fact]
    public async Task A_picture_comes_back_with_its_settings_and_every_step()
    {
        var drawn = (await _studio.ImagesAsync("a cat", steps: true))[0];
        long id = _studio.Add(Guid.NewGuid(), [drawn]).Single();
        GalleryPicture picture = _studio.Gallery.Find(id)!;
        Assert.Equal((drawn.Settings, 6), (picture.Settings, picture.Steps));
        Assert.Equal(drawn.Image.Pixels, ImageFile.Decode(_studio.Gallery.Png(id)!).Pixels);
        Assert.Equal(drawn.Settings, ImageMetadata.Read(_studio.Gallery.Png(id)!).Infotext!.Settings);
        IReadOnlyList<GalleryStep> steps = _studio.Gallery.Steps(id);
        Assert.Equal(drawn.Steps.Select(step => step.Sigma), steps.Select(step => step.Sigma));
        Assert.Equal(drawn.Steps.Select(step => step.Sigma), _studio.Gallery.Levels(id));
        for (int i = 0; i < steps.Count; i++)
        {
            Assert.Equal(drawn.Steps[i].Noisy.Pixels, ImageFile.Decode(steps[i].Noisy.ToArray()).Pixels);
            Assert.Equal(
                drawn.Steps[i].Clean.Pixels,
                ImageFile.Decode(_studio.Gallery.Step(id, i)!.Clean.ToArray()).Pixels
            );
        }
        Assert.Null(_studio.Gallery.Step(id, 6));
        Assert.Null(_studio.Gallery.Png(id + 1));
    }

    [Fact]
    public async Task Words_are_found_in_any_order_and_nothing_typed_is_an_operator()
    {
        string[] prompts =
        [
            "a red apple on a table",
            "un café crème",
            "100% cotton",
            "the cat said \"hello\"",
            "NOT a cat OR dog",
        ];
        foreach (string prompt in prompts)
            await _studio.AddAsync(prompt);
        Assert.Equal(5, Found("").Length);
        Assert.Equal([prompts[0]], Found("table apple"));
        Assert.Equal([prompts[0]], Found("APP"));
        Assert.Equal([prompts[1]], Found("cafe"));
        foreach (string prompt in new[] { "\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8" })
            await _studio.AddAsync(prompt);
        foreach (string typed in new[] { "\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8" })
            Assert.Equal(2, Found(typed).Length); // composed or not
        Assert.Equal([prompts[2]], Found("%"));
        Assert.Equal([prompts[3]], Found("\"hello\""));
        Assert.Equal([prompts[4]], Found("NOT dog"));
        Assert.Empty(Found("pear"));
        foreach (
            string odd in new[]
            {
                "\"",
                "* ^ : ( )",
                "a\0b",
                "'; DROP TABLE picture; --",
                "NEAR(",
                new string('x', 10_000),
            }
        )
            _ = Found(odd);
        Assert.Equal(7, Found("").Length);
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_and_filters_hold()
    {
        List<long> ids = [];
        for (int i = 0; i < 5; i++)
            ids.Add(await _studio.AddAsync($"cat {i}"));
        IReadOnlyList<GalleryPicture> page = _studio.Gallery.Search(new GalleryQuery(Most: 2));
        Assert.Equal([ids[4], ids[3]], page.Select(picture => picture.Id));
        Assert.Equal(
            [ids[2], ids[1]],
            _studio.Gallery.Search(new GalleryQuery(Before: ids[3], Most: 2)).Select(picture => picture.Id)
        );
        Assert.True(_studio.Gallery.SetFavourite(ids[1], true));
        Assert.False(_studio.Gallery.SetFavourite(999, true));
        Assert.Equal(
            [ids[1]],
            _studio.Gallery.Search(new GalleryQuery(Favourites: true)).Select(picture => picture.Id)
        );
        Assert.Empty(_studio.Gallery.Search(new GalleryQuery(Model: "other")));
        Assert.Equal(5, _studio.Gallery.Search(new GalleryQuery(Model: "toy")).Count);
    }

    [Fact]
    public async Task What_is_thrown_away_comes_back_within_a_week_and_is_gone_after()
    {
        long stays = await _studio.AddAsync("stays"),
            goes = await _studio.AddAsync("goes", steps: true);
        Assert.True(_studio.Gallery.Delete(goes));
        Assert.False(_studio.Gallery.Delete(goes));
        Assert.Equal([stays], _studio.Gallery.Search(new()).Select(picture => picture.Id));
        Assert.Equal([goes], _studio.Gallery.Search(new GalleryQuery(Deleted: true)).Select(picture => picture.Id));
        Assert.True(_studio.Gallery.Restore(goes));
        _studio.Gallery.Delete(goes);
        _studio.Clock.Now += TimeSpan.FromDays(6.9);
        Assert.Equal(0, _studio.Gallery.Purge());
        Assert.NotNull(_studio.Gallery.Png(goes));
        _studio.Clock.Now += TimeSpan.FromDays(0.2);
        Assert.Equal(1, _studio.Gallery.Purge());
        Assert.Null(_studio.Gallery.Find(goes));
        Assert.Null(_studio.Gallery.Png(goes));
        Assert.Empty(_studio.Gallery.Steps(goes));
        Assert.Empty(Found("goes"));
        Assert.True(await _studio.AddAsync("new") > goes, "a number was given twice");
    }

    [Fact]
    public async Task Pictures_that_cannot_be_written_down_leave_no_files()
    {
        var images = await _studio.ImagesAsync("a cat", count: 3);
        Assert.Throws<InvalidOperationException>(() =>
            _studio.Add(Guid.NewGuid(), images, _ => throw new InvalidOperationException("disk"))
        );
        Assert.Empty(Directory.GetFiles(_studio.In("studio/pictures")));
        Assert.Empty(_studio.Gallery.Search(new()));
    }

    [Theory]
    [InlineData("a red apple", "a-red-apple-7.png")]
    [InlineData("../../etc/passwd\r\nSet-Cookie: x", "etc-passwd-set-cookie-x-7.png")]
    [InlineData("", "picture-7.png")]
    [InlineData("日本\"; rm -rf", "rm-rf-7.png")]
    [InlineData("CON", "con-7.png")]
    public async Task Names_for_saving_hold_nothing_but_letters_digits_and_dashes(string prompt, string expected)
    {
        GalleryPicture picture = _studio.Gallery.Find(await _studio.AddAsync("x"))!;
        Assert.Equal(
            expected,
            DownloadName.Of(picture with { Settings = picture.Settings with { Prompt = prompt, Seed = 7 } }, ".png")
        );
    }
}
