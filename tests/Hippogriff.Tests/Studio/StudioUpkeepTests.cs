using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>What check finds, repair mends, and neither deletes anything.</summary>
public sealed class StudioUpkeepTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    private string Folder => _studio.In("studio");

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private StudioFindingKind[] Found() =>
        [.. StudioCheck.Run(Folder).Findings.Select(finding => finding.Kind).Order()];

    private RepairReport Repair() => StudioRepair.Run(Folder, _studio.Clock);

    /// <summary>Every content that lies in the folder, but for the database's.</summary>
    private HashSet<string> Contents() =>
        [
            .. Directory
                .GetFiles(Folder, "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith("studio.", StringComparison.Ordinal))
                .Select(file =>
                    Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
                ),
        ];

    [Fact]
    public async Task A_whole_studio_has_no_findings_also_while_it_works()
    {
        await _studio.AddAsync("a cat", steps: true);
        await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)));
        await _studio.TakeAsync();
        StudioReport report = StudioCheck.Run(Folder);
        Assert.Equal((true, 1, 1, 1), (report.InUse, report.Pictures, report.Jobs, report.Uploads));
        Assert.Empty(report.Findings);
        Assert.Contains(
            "Another studio",
            Assert.ThrowsAny<HippogriffException>(Repair).Message,
            StringComparison.Ordinal
        );
        _studio.Close();
        Assert.False(StudioCheck.Run(Folder).InUse);
        Assert.Empty(Repair().Done);
    }

    [Theory]
    [InlineData("studio.db")]
    [InlineData("studio.db-wal")]
    [InlineData("studio.db-shm")]
    public async Task A_folder_in_the_place_of_the_database_is_named_and_set_aside_whole(string file)
    {
        long id = await _studio.AddAsync("a cat");
        _studio.Close();
        string path = _studio.In($"studio/{file}");
        File.Delete(path);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
        Assert.Contains(
            $"{file}' is a folder",
            Assert.Throws<StudioDamagedException>(_studio.Open).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(StudioFindingKind.DatabaseDamaged, Found());
        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "notes.txt")));
        Assert.Contains(Repair().Done, done => done.Contains(file, StringComparison.Ordinal));
        Assert.Equal(
            "mine",
            File.ReadAllText(
                Assert.Single(
                    Directory.GetFiles(Path.Combine(Folder, "set-aside"), "notes.txt", SearchOption.AllDirectories)
                )
            )
        );
        _studio.Open();
        Assert.Equal(id, Assert.Single(_studio.Gallery.Search(new GalleryQuery())).Id);
    }

    [Fact]
    public async Task Everything_that_is_missing_stray_or_damaged_is_found_and_mended_and_no_content_is_lost()
    {
        long[] ids = new long[8];
        for (int i = 0; i < 8; i++)
            ids[i] = await _studio.AddAsync($"a cat {i}", steps: true);
        string upload = await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)));
        Job waits = await _studio.TakeAsync("waits");
        _studio.Close();
        File.Delete(_studio.In($"studio/pictures/{ids[0]}.png"));
        Flip(_studio.In($"studio/pictures/{ids[1]}.png"));
        File.Delete(_studio.In($"studio/steps/{ids[2]}.zip"));
        File.WriteAllText(_studio.In($"studio/steps/{ids[3]}.zip"), "half");
        File.WriteAllBytes(
            _studio.In($"studio/pictures/{ids[4]}.png"),
            ImageEncoding.Encode(TinyModel.Plain(8, 4, 1, 2, 3), ImageFormat.Png, SettingsOf.Picture("another"))
        );
        Damage.Sql(_studio.In("studio/studio.db"), "UPDATE picture SET settings = '{' WHERE id = $id", ("$id", ids[5]));
        Damage.Sql(_studio.In("studio/studio.db"), "UPDATE job SET body = '{broken'");
        File.WriteAllBytes(
            _studio.In("studio/pictures/77.png"),
            ImageEncoding.Encode(TinyModel.Plain(8, 4, 4, 4, 4), ImageFormat.Png, SettingsOf.Picture("unknown"))
        );
        File.WriteAllText(_studio.In("studio/pictures/holiday.jpg"), "of somebody");
        File.WriteAllText(_studio.In("studio/steps/99.zip"), "of somebody else");
        File.WriteAllBytes(_studio.In($"studio/uploads/{upload}.png"), PngFile.Encode(TinyModel.Plain(8, 4, 9, 9, 9)));
        Directory.CreateDirectory(_studio.In("studio/trainings/mine"));
        File.WriteAllText(_studio.In("studio/trainings/mine/run.json"), "{}");
        HashSet<string> before = Contents();
        Assert.Equal(
            [
                StudioFindingKind.PictureUnreadable,
                StudioFindingKind.PictureMissing,
                StudioFindingKind.PictureDamaged,
                StudioFindingKind.PictureDamaged,
                StudioFindingKind.PictureUnknown,
                StudioFindingKind.StepsDamaged,
                StudioFindingKind.StepsDamaged,
                StudioFindingKind.Stray,
                StudioFindingKind.Stray,
                StudioFindingKind.UploadDamaged,
                StudioFindingKind.JobUnreadable,
                StudioFindingKind.TrainingUnreadable,
            ],
            Found()
        );
        Assert.Equal(before, Contents());
        RepairReport mended = Repair();
        Assert.NotNull(mended.SetAside);
        Assert.Equal(7, mended.Pictures); // of eight, two have no file that can be looked at; one came
        Assert.Equal([StudioFindingKind.TrainingUnreadable], Found());
        Assert.Superset(before, Contents());
        Assert.Contains(
            "a cat 0",
            File.ReadAllText(_studio.In($"studio/{mended.SetAside}/rows.jsonl")),
            StringComparison.Ordinal
        );
        _studio.Open();
        Assert.Equal(
            ["a cat 2", "a cat 3", "a cat 5", "a cat 6", "a cat 7", "another", "unknown"],
            _studio.Gallery.Search(new()).Select(picture => picture.Settings.Prompt).Order()
        );
        Assert.Equal(JobState.Failed, _studio.Queue.Find(waits.Id)!.State);
        Assert.Empty(_studio.Notes);
        _studio.Close();
        Assert.Empty(Repair().Done);
    }

    [Theory]
    [MemberData(nameof(Damage.Kinds), MemberType = typeof(Damage))]
    [InlineData("gone")]
    [InlineData("empty")]
    public async Task A_damaged_database_is_made_anew_with_every_picture_and_the_old_one_is_kept(string how)
    {
        for (int i = 0; i < 40; i++)
            await _studio.AddAsync(new string('x', 1_000) + i, steps: i == 7);
        long liked = await _studio.AddAsync("liked"),
            thrown = await _studio.AddAsync("thrown");
        _studio.Gallery.SetFavourite(liked, true);
        _studio.Gallery.Delete(thrown);
        _studio.Close();
        string database = _studio.In("studio/studio.db");
        Damage.Database(database, how);
        byte[]? old = File.Exists(database) ? File.ReadAllBytes(database) : null;
        Assert.NotEmpty(Found());
        RepairReport mended = Repair();
        Assert.Equal(42, mended.Pictures);
        Assert.Empty(Found());
        if (old is { Length: > 0 })
            Assert.Equal(old, File.ReadAllBytes(_studio.In($"studio/{mended.SetAside}/studio.db")));
        _studio.Open();
        if (how == "a page of rows")
        {
            Assert.True(
                _studio.Gallery.Find(liked)!.Favourite,
                $"what could be read was not taken along: {string.Join(" ", mended.Done)}"
            );
            Assert.NotNull(_studio.Gallery.Find(thrown)!.Deleted);
        }
        Assert.Contains(_studio.Gallery.Search(new GalleryQuery("liked")), picture => picture.Id == liked);
    }

    [Fact]
    public void What_is_no_studio_is_neither_looked_through_nor_mended()
    {
        Directory.CreateDirectory(_studio.In("home"));
        File.WriteAllText(_studio.In("home/studio.db"), "of somebody");
        foreach (string folder in new[] { "home", "nowhere" })
        {
            Assert.ThrowsAny<HippogriffException>(() => StudioCheck.Run(_studio.In(folder)));
            Assert.ThrowsAny<HippogriffException>(() => StudioRepair.Run(_studio.In(folder)));
            Assert.ThrowsAny<HippogriffException>(() =>
                StudioBackup.Run(_studio.In(folder), _studio.In("b.zip"), default)
            );
        }
        Assert.False(Directory.Exists(_studio.In("nowhere")) || File.Exists(_studio.In("b.zip")));
        Assert.Single(Directory.GetFileSystemEntries(_studio.In("home")));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_neither_mended_nor_touched()
    {
        await _studio.AddAsync("a cat");
        _studio.Close();
        Damage.Database(_studio.In("studio/studio.db"), "newer");
        byte[] before = File.ReadAllBytes(_studio.In("studio/studio.db"));
        Assert.Contains("newer", Assert.ThrowsAny<HippogriffException>(Repair).Message, StringComparison.Ordinal);
        Assert.Contains(
            "newer",
            Assert.ThrowsAny<HippogriffException>(() => StudioCheck.Run(Folder)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, File.ReadAllBytes(_studio.In("studio/studio.db")));
    }

    /// <summary>One bit of a picture's pixels.</summary>
    private static void Flip(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
