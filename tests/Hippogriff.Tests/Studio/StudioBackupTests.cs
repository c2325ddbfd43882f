using System.IO.Compression;
using System.Text;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>A studio goes into a zip or folder while it works, and comes back whole or not at all.</summary>
public sealed class StudioBackupTests : IAsyncDisposable
{
    private readonly QueueFixture _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    private string Backup(string name) =>
        StudioBackup.Run(_studio.In("studio"), _studio.In(name), _studio.Clock.Now).Path;

    private RestoreReport Restore(string backup, bool setAside = false) =>
        StudioRestore.Run(backup, _studio.In("back"), setAside, _studio.Clock.Now);

    private async Task FillAsync()
    {
        for (int i = 0; i < 4; i++)
            await _studio.AddAsync($"a cat {i}", steps: i == 0);
        _studio.Gallery.SetFavourite(2, true);
        await _studio.Uploads.KeepPictureAsync(PngFile.Encode(TinyModel.Plain(8, 4, 1, 1, 1)));
        await _studio.TakeAsync("waits");
        Directory.CreateDirectory(_studio.In("studio/trainings/mine/model"));
        File.WriteAllText(_studio.In("studio/trainings/mine/model/weights"), "numbers");
    }

    private string[] Names() =>
        [
            .. Directory
                .GetFileSystemEntries(_studio.In(""))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [InlineData("monday.zip")]
    [InlineData("monday")]
    public async Task A_studio_that_works_is_backed_up_and_comes_back_as_it_was(string name)
    {
        await FillAsync();
        string backup = Backup(name);
        await FillAsync(); // after the moment of the backup
        RestoreReport report = Restore(backup);
        Assert.Equal((_studio.Clock.Now, null), (report.Created, report.SetAside));
        Assert.Empty(StudioCheck.Run(_studio.In("back")).Findings);
        Assert.Equal("numbers", File.ReadAllText(_studio.In("back/trainings/mine/model/weights")));
        Assert.Equal(
            File.GetLastWriteTimeUtc(_studio.In("studio/pictures/1.png")),
            File.GetLastWriteTimeUtc(_studio.In("back/pictures/1.png")),
            TimeSpan.FromSeconds(2)
        );
        _studio.Close();
        Directory.Move(_studio.In("studio"), _studio.In("was"));
        Directory.Move(_studio.In("back"), _studio.In("studio"));
        _studio.Open();
        Assert.Equal(
            ["a cat 3", "a cat 2", "a cat 1", "a cat 0"],
            _studio.Gallery.Search(new()).Select(picture => picture.Settings.Prompt)
        );
        Assert.Equal(2, Assert.Single(_studio.Gallery.Search(new GalleryQuery(Favourites: true))).Id);
        Assert.Equal(6, _studio.Gallery.Steps(1).Count);
        Assert.Equal("waits", Assert.Single(_studio.Queue.Open()).Job.Order.Prompt);
        Assert.Empty(_studio.Notes);
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten_and_a_backup_lies_outside_of_the_studio()
    {
        await FillAsync();
        File.WriteAllText(_studio.In("there.zip"), "of somebody");
        Directory.CreateDirectory(_studio.In("there"));
        File.WriteAllText(_studio.In("there/x"), "of somebody");
        foreach (string name in new[] { "there.zip", "there", "studio/b.zip", "studio" })
            Assert.ThrowsAny<HippogriffException>(() => Backup(name));
        string backup = Backup("b.zip");
        foreach (string target in new[] { "there", "there.zip", "studio" })
            Assert.ThrowsAny<HippogriffException>(() =>
                StudioRestore.Run(backup, _studio.In(target), setAside: false, default)
            );
        Assert.ThrowsAny<HippogriffException>(() =>
            StudioRestore.Run(backup, _studio.In("there"), setAside: true, default)
        ); // no studio's
        Assert.ThrowsAny<HippogriffException>(() =>
            StudioRestore.Run(backup, _studio.In("studio"), setAside: true, default)
        ); // works
        Assert.Equal(["b.zip", "studio", "there", "there.zip"], Names());
        Assert.Equal(
            ("of somebody", "of somebody"),
            (File.ReadAllText(_studio.In("there.zip")), File.ReadAllText(_studio.In("there/x")))
        );
    }

    [Fact]
    public async Task A_studio_that_is_there_is_moved_aside_whole()
    {
        await FillAsync();
        string backup = Backup("b.zip");
        await _studio.AddAsync("later");
        _studio.Close();
        RestoreReport report = StudioRestore.Run(backup, _studio.In("studio"), setAside: true, _studio.Clock.Now);
        Assert.Equal((4, 5), (Pictures(_studio.In("studio")), Pictures(report.SetAside!)));
        _studio.Open();

        static int Pictures(string studio) => Directory.GetFiles(Path.Combine(studio, "pictures")).Length;
    }

    [Theory]
    [InlineData("monday.zip")]
    [InlineData("monday")]
    public async Task A_backup_or_restore_that_is_stopped_leaves_nothing(string name)
    {
        await FillAsync();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            StudioBackup.Run(
                _studio.In("studio"),
                _studio.In(name),
                default,
                new Stopper(out CancellationToken stop),
                stop
            )
        );
        Assert.Equal(["studio"], Names());
        string backup = Backup(name);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            StudioRestore.Run(backup, _studio.In("back"), false, default, new Stopper(out CancellationToken stop), stop)
        );
        Assert.Equal([name, "studio"], Names());
    }

    [Fact]
    public async Task What_killed_backups_and_restores_left_is_gone_after_the_next()
    {
        await FillAsync();
        // of this number, and not of this process
        string left = Hippogriff.Files.TemporaryFile.NewName(Environment.ProcessId);
        Directory.CreateDirectory(_studio.In(left));
        File.WriteAllText(_studio.In(left + "/half"), "half");
        Restore(Backup("b.zip"));
        Assert.Equal(["b.zip", "back", "studio"], Names());
    }

    [Fact]
    public async Task A_picture_without_a_file_is_told_and_the_rest_is_backed_up()
    {
        await FillAsync();
        File.Delete(_studio.In("studio/pictures/3.png"));
        BackupReport report = StudioBackup.Run(_studio.In("studio"), _studio.In("b.zip"), default);
        Assert.Contains("Picture 3", Assert.Single(report.Remarks), StringComparison.Ordinal);
        Restore(report.Path);
        Assert.Equal(
            [StudioFindingKind.PictureMissing],
            StudioCheck.Run(_studio.In("back")).Findings.Select(finding => finding.Kind)
        );
    }

    [Fact]
    public async Task A_damaged_database_is_not_backed_up()
    {
        await FillAsync();
        _studio.Close();
        Damage.Database(_studio.In("studio/studio.db"), "text");
        Assert.Contains(
            "repair",
            Assert.ThrowsAny<HippogriffException>(() => Backup("b.zip")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["studio"], Names());
        Damage.Database(_studio.In("studio/studio.db"), "other tables");
    }

    public static TheoryData<string> Changes =>
        [
            "cut",
            "flipped",
            "a name that leads out",
            "an absolute name",
            "one more",
            "one less",
            "longer",
            "shorter",
            "another hash",
            "a later form",
            "no list",
            "a list that is none",
            "a name twice",
            "no database",
            "a newer database",
            "empty",
            "a link",
        ];

    [Theory, MemberData(nameof(Changes))]
    public async Task A_backup_that_was_changed_is_refused_before_anything_is_there(string change)
    {
        await FillAsync();
        string backup = Backup("b.zip");
        ChangedBackup.Change(backup, change);
        string sentence = Assert.ThrowsAny<HippogriffException>(() => Restore(backup)).Message;
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.Equal(["b.zip", "studio"], Names());
        Assert.False(File.Exists(_studio.In("out.txt")));
    }

    /// <summary>Stops with the first share that is told.</summary>
    private sealed class Stopper : IProgress<double>
    {
        private readonly CancellationTokenSource _source = new();

        public Stopper(out CancellationToken stop) => stop = _source.Token;

        public void Report(double value) => _source.Cancel();
    }
}
