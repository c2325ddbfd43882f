using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>
/// A gallery is what its pictures say, whatever happens to the database; and no file of anybody is deleted.
/// </summary>
public sealed class GalleryIntakeTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private string[] Names(string folder) =>
        [
            .. Directory
                .GetFiles(_studio.In($"studio/{folder}"))
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Names of what was set aside, from the day's folder on.</summary>
    private string[] Aside() =>
        Directory.Exists(_studio.In("studio/set-aside"))
            ?
            [
                .. Directory
                    .GetFiles(_studio.In("studio/set-aside"), "*", SearchOption.AllDirectories)
                    .Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}")
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    private void Lose(string how) => Damage.Database(_studio.In("studio/studio.db"), how);

    [Theory]
    [InlineData("gone")]
    [InlineData("gone with its log")]
    [InlineData("empty")]
    public async Task A_gallery_whose_database_is_lost_is_rebuilt_from_its_pictures(string how)
    {
        List<long> ids = [];
        for (int i = 0; i < 8; i++)
            ids.Add(await _studio.AddAsync($"a cat {i}", seed: i, steps: i == 3));
        List<GalleryPicture> before = [.. _studio.Gallery.Search(new())];
        _studio.Close();
        Lose(how);
        _studio.Open();
        IReadOnlyList<GalleryPicture> after = _studio.Gallery.Search(new());
        Assert.Equal(
            before.Select(picture => (picture.Id, picture.Settings, picture.Steps)),
            after.Select(picture => (picture.Id, picture.Settings, picture.Steps))
        );
        Assert.Single(_studio.Notes, note => note.Contains("8 pictures", StringComparison.Ordinal));
        Assert.Equal([ids[5]], _studio.Gallery.Search(new GalleryQuery("5")).Select(picture => picture.Id));
        Assert.Equal(before[4].Steps, _studio.Gallery.Steps(ids[3]).Count);
        Assert.True(await _studio.AddAsync("next") > ids.Max());
        _studio.Reopen();
        Assert.Equal(9, _studio.Gallery.Search(new()).Count);
        Assert.Empty(_studio.Notes);
    }

    [Fact]
    public async Task Pictures_that_are_newer_than_the_database_are_taken_in()
    {
        await _studio.AddAsync("old");
        _studio.Close();
        File.Copy(_studio.In("studio/studio.db"), _studio.In("older.db"));
        _studio.Open();
        long newer = await _studio.AddAsync("newer", steps: true);
        _studio.Close();
        File.Copy(_studio.In("older.db"), _studio.In("studio/studio.db"), overwrite: true);
        _studio.Open();
        Assert.Equal(["newer", "old"], _studio.Gallery.Search(new()).Select(picture => picture.Settings.Prompt));
        Assert.Equal(6, _studio.Gallery.Steps(newer).Count);
    }

    [Fact]
    public async Task Pictures_under_other_names_and_in_other_formats_are_taken_in_and_their_files_kept()
    {
        RgbImage image = TinyModel.Plain(8, 4, 10, 20, 30);
        byte[] png = ImageEncoding.Encode(image, ImageFormat.Png, SettingsOf.Picture("of the command line")),
            webp = ImageEncoding.Encode(image, ImageFormat.Webp, SettingsOf.Picture("a webp"), 100);
        File.WriteAllBytes(_studio.In("studio/pictures/a-cat-7.png"), png);
        File.WriteAllBytes(_studio.In("studio/pictures/3.webp"), webp);
        File.WriteAllBytes(
            _studio.In("studio/pictures/4.jpg"),
            ImageEncoding.Encode(image, ImageFormat.Jpeg, SettingsOf.Picture("a jpeg"), 90)
        );
        _studio.Reopen();
        Assert.Equal(
            ["a jpeg", "a webp", "of the command line"],
            _studio.Gallery.Search(new()).Select(picture => picture.Settings.Prompt).Order()
        );
        Assert.Equal(["pictures/3.webp", "pictures/4.jpg", "pictures/a-cat-7.png"], Aside());
        Assert.All(
            _studio.Gallery.Search(new()),
            picture =>
                Assert.Equal(picture.Settings, ImageMetadata.Read(_studio.Gallery.Png(picture.Id)!).Infotext!.Settings)
        );
    }

    [Fact]
    public async Task What_the_studio_did_not_make_is_set_aside_and_never_deleted()
    {
        long id = await _studio.AddAsync("a cat", steps: true);
        string[] files =
        [
            "pictures/99.png",
            "pictures/3.png.partial",
            "pictures/wedding.jpg",
            "pictures/x.cr2",
            "steps/99.zip",
            "steps/plan.zip",
            "uploads/thesis.docx",
            "uploads/pic.png",
            "uploads/p12.png",
        ];
        foreach (string file in files)
        {
            File.WriteAllText(_studio.In($"studio/{file}"), file);
            File.SetLastWriteTimeUtc(_studio.In($"studio/{file}"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        _studio.Reopen();
        _studio.Uploads.Purge(new HashSet<string>(), DateTimeOffset.MaxValue);
        Assert.Equal(files.Order(StringComparer.Ordinal), Aside());
        Assert.Equal([$"{id}.png", $"{id}.zip"], Names("pictures").Concat(Names("steps")));
        foreach (string file in Directory.GetFiles(_studio.In("studio/set-aside"), "*", SearchOption.AllDirectories))
            Assert.EndsWith(File.ReadAllText(file), file.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.All(
            files,
            file =>
                Assert.Contains(
                    _studio.Notes,
                    note => note.Contains($"'{Path.GetFileName(file)}'", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task Folders_links_and_what_a_system_puts_there_stay_where_they_are()
    {
        Directory.CreateDirectory(_studio.In("studio/pictures/mine"));
        foreach (string file in new[] { "pictures/mine/1.jpg", "pictures/.DS_Store", "uploads/Thumbs.db" })
            File.WriteAllText(_studio.In($"studio/{file}"), "x");
        _studio.Reopen();
        Assert.Empty(Aside());
        Assert.Equal([".DS_Store"], Names("pictures"));
        await _studio.AddAsync("a cat");
    }

    [Fact]
    public async Task A_number_whose_file_is_there_is_not_used_and_the_file_stays()
    {
        File.WriteAllText(_studio.In("studio/pictures/1.png"), "of somebody");
        File.WriteAllText(_studio.In("studio/steps/2.zip"), "of somebody");
        Assert.Equal(3, await _studio.AddAsync("a cat", steps: true));
        Assert.Equal("of somebody", File.ReadAllText(_studio.In("studio/pictures/1.png")));
        Assert.Equal("of somebody", File.ReadAllText(_studio.In("studio/steps/2.zip")));
    }

    [Fact]
    public async Task A_picture_that_comes_from_elsewhere_never_gets_the_number_of_one_that_is_gone()
    {
        long gone = await _studio.AddAsync("gone"),
            last = await _studio.AddAsync("gone too");
        foreach (long id in (long[])[gone, last])
            _studio.Gallery.Delete(id);
        _studio.Clock.Now += TimeSpan.FromDays(8);
        Assert.Equal(2, _studio.Gallery.Purge());
        File.WriteAllBytes(
            _studio.In("studio/pictures/a-cat-7.png"),
            ImageEncoding.Encode(TinyModel.Plain(8, 4, 10, 20, 30), ImageFormat.Png, SettingsOf.Picture("comes"))
        );
        _studio.Reopen();
        Assert.True(Assert.Single(_studio.Gallery.Search(new())).Id > last);
    }

    [Fact]
    public async Task What_a_killed_server_had_drawn_of_a_job_is_in_the_gallery_once()
    {
        Job job = await _studio.TakeAsync("a cat");
        QueuedJob entry = await _studio.NextAsync();
        var images = await _studio.ImagesAsync("a cat", steps: true);
        // and its row was never written
        File.WriteAllBytes(
            _studio.In("studio/pictures/1.png"),
            ImageEncoding.Encode(images[0].Image, ImageFormat.Png, images[0].Settings)
        );
        _studio.Reopen();
        Assert.Empty(_studio.Gallery.Search(new()));
        Assert.Equal(entry.Job.Id, (await _studio.DrawNextAsync()).Id);
        Assert.Equal(job.Id, Assert.Single(_studio.Gallery.Search(new())).Job);
        Assert.Equal(["pictures/1.png"], Aside());
    }

    [Fact]
    public async Task Uploads_of_jobs_that_are_lost_with_the_database_are_kept()
    {
        string old = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1))),
            young = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 2, 2, 2)));
        File.SetLastWriteTimeUtc(
            _studio.In($"studio/uploads/{old}.png"),
            new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        );
        _studio.Close();
        Lose("gone");
        _studio.Open();
        Assert.Equal([$"{young}.png"], Names("uploads"));
        Assert.Contains($"uploads/{old}.png", Aside());
    }

    [Fact]
    public async Task A_log_without_its_database_is_set_aside()
    {
        await _studio.AddAsync("a cat");
        _studio.Close();
        Lose("gone");
        File.WriteAllText(_studio.In("studio/studio.db-wal"), "all that is left");
        _studio.Open();
        Assert.Single(Aside(), file => file.EndsWith("/studio.db-wal", StringComparison.Ordinal));
        Assert.Single(_studio.Gallery.Search(new()));
    }

    [Fact]
    public async Task Thrown_away_pictures_go_file_first_so_that_none_comes_back()
    {
        long id = await _studio.AddAsync("goes");
        _studio.Gallery.Delete(id);
        _studio.Clock.Now += TimeSpan.FromDays(8);
        File.Delete(_studio.In($"studio/pictures/{id}.png")); // killed between file and row
        _studio.Reopen();
        Assert.Equal(1, _studio.Gallery.Purge());
        _studio.Reopen();
        Assert.Null(_studio.Gallery.Find(id));
    }

    [Theory]
    [MemberData(nameof(Damage.Kinds), MemberType = typeof(Damage))]
    public async Task A_damaged_database_is_refused_in_a_sentence_that_names_the_remedy_and_nothing_is_touched(
        string how
    )
    {
        for (int i = 0; i < 40; i++)
            await _studio.AddAsync(new string('x', 1_000) + i);
        _studio.Close();
        Damage.Database(_studio.In("studio/studio.db"), how);
        byte[] before = File.ReadAllBytes(_studio.In("studio/studio.db"));
        Assert.Contains(
            "hippogriff studio repair",
            Assert.ThrowsAny<HippogriffException>(_studio.Open).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, File.ReadAllBytes(_studio.In("studio/studio.db")));
        Assert.Equal(40, Names("pictures").Length);
        Assert.Empty(Aside());
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_stays_as_it_is()
    {
        await _studio.AddAsync("a cat");
        _studio.Close();
        Damage.Database(_studio.In("studio/studio.db"), "newer");
        Assert.Contains("newer", Assert.ThrowsAny<HippogriffException>(_studio.Open).Message, StringComparison.Ordinal);
        Assert.Single(Names("pictures"));
    }
}
