using System.Diagnostics;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Upkeep;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Whose folder it is: the studio works in its own, and in no other.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Tree() =>
        [
            .. Directory
                .GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];

    private void AssertRefused(string path)
    {
        string[] before = Tree();
        string sentence = Assert.ThrowsAny<HippogriffException>(() => new DataFolder(path)).Message;
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.ThrowsAny<HippogriffException>(() => DataFolder.Mark(path));
        Assert.Equal(before, Tree());
    }

    [Theory]
    [InlineData("studio.lock")]
    [InlineData("hippogriff-studio.txt")]
    public void A_folder_in_the_place_of_a_file_is_named(string file)
    {
        DataFolder.Mark(_folder.In("studio"));
        File.Delete(_folder.In($"studio/{file}"));
        Directory.CreateDirectory(_folder.In($"studio/{file}/mine"));
        string said = Assert.ThrowsAny<HippogriffException>(() => new DataFolder(_folder.In("studio"))).Message;
        Assert.Contains($"{file}' is a folder", said, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.In($"studio/{file}/mine")));
    }

    [Theory]
    [InlineData("studio.lock")]
    [InlineData("hippogriff-studio.txt")]
    public void A_named_pipe_in_the_place_of_a_file_is_named_and_not_waited_for(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        DataFolder.Mark(_folder.In("studio"));
        File.Delete(_folder.In($"studio/{file}"));
        Pipe($"studio/{file}");
        string said = Assert.ThrowsAny<HippogriffException>(() => new DataFolder(_folder.In("studio"))).Message;
        Assert.Contains($"{file}' is a named pipe", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_pipe_is_neither_a_mark_nor_a_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        _folder.Write("theirs/letter.txt", "mine");
        Pipe($"theirs/{StudioMark.FileName}");
        Assert.Equal(FolderOwner.Other, StudioMark.Of(_folder.In("theirs")));
        string pipe = _folder.In($"theirs/{StudioMark.FileName}");
        Assert.Contains(
            "named pipe",
            Assert.ThrowsAny<HippogriffException>(() => new BackupSource(pipe)).Message,
            StringComparison.Ordinal
        );
    }

    private void Pipe(string name)
    {
        using Process made = Process.Start("mkfifo", [_folder.In(name)]);
        made.WaitForExit();
    }

    [Fact]
    public void A_file_in_the_place_of_a_folder_is_named()
    {
        using DataFolder data = new(_folder.In("studio"));
        _folder.Write("studio/pictures", "mine");
        Assert.Contains(
            "pictures' is a file",
            Assert.Throws<HippogriffException>(() => data.Make("pictures")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("mine", File.ReadAllText(_folder.In("studio/pictures")));
    }

    [Theory]
    [InlineData("pictures/wedding-001.jpg")]
    [InlineData("pictures/12.png")]
    [InlineData("steps/plan.zip")]
    [InlineData("uploads/thesis.docx")]
    [InlineData("datasets/mine/cat.png")]
    [InlineData("trainings/mine/notes.txt")]
    [InlineData("Pictures/holiday.jpg")]
    [InlineData("loras/notes.txt")]
    [InlineData(".ssh/id")]
    [InlineData(".git/HEAD")]
    [InlineData("studio.db")]
    [InlineData("studio.lock")]
    [InlineData("hippogriff-studio.txt")]
    [InlineData("a/b")]
    public void A_folder_with_somebody_s_files_is_left_alone(string file)
    {
        _folder.Write($"home/{file}", "of somebody");
        AssertRefused(_folder.In("home"));
        if (OperatingSystem.IsWindows())
            return; // where links need rights
        Directory.CreateSymbolicLink(_folder.In("link"), _folder.In("home"));
        AssertRefused(_folder.In("link"));
        AssertRefused(_folder.In("link") + Path.DirectorySeparatorChar);
    }

    [Theory]
    [InlineData(".DS_Store")]
    [InlineData("lost+found/x")]
    [InlineData("Thumbs.db")]
    [InlineData("loras/cats.safetensors")]
    [InlineData("recipes/mine.json")]
    [InlineData("keys.json")]
    [InlineData("pictures/.DS_Store")]
    public void What_a_system_or_the_owner_puts_there_first_does_not_keep_a_studio_out(string file)
    {
        _folder.Write($"home/{file}", "{}");
        using (DataFolder taken = new(_folder.In("home")))
            Assert.True(File.Exists(taken.In(StudioMark.FileName)));
        Assert.Equal("{}", File.ReadAllText(_folder.In($"home/{file}")));
    }

    [Fact]
    public void A_studio_finds_its_folder_again_whatever_else_was_put_into_it()
    {
        new DataFolder(_folder.In("home")).Dispose();
        _folder.Write("home/notes.txt", "of somebody");
        new DataFolder(_folder.In("home")).Dispose();
        Assert.Equal("of somebody", File.ReadAllText(_folder.In("home/notes.txt")));
    }

    [Fact]
    public void A_file_is_no_folder_for_a_studio()
    {
        _folder.Write("home", "of somebody");
        AssertRefused(_folder.In("home"));
    }

    [Fact]
    public void The_folder_of_an_earlier_version_is_known_by_its_database_and_marked()
    {
        Earlier(database: true);
        new DataFolder(_folder.In("home")).Dispose();
        Assert.True(File.Exists(_folder.In($"home/{StudioMark.FileName}")));
    }

    [Fact]
    public void The_folder_of_an_earlier_version_whose_database_is_lost_is_known_by_its_pictures()
    {
        Earlier(database: false);
        AssertRefused(_folder.In("home"));
        _folder.Write(
            "home/pictures/7.png",
            ImageEncoding.Encode(TinyModel.Plain(8, 4, 1, 2, 3), ImageFormat.Png, SettingsOf.Picture("a cat"))
        );
        new DataFolder(_folder.In("home")).Dispose();
    }

    [Fact]
    public void Another_program_s_database_of_the_same_name_is_no_mark()
    {
        Directory.CreateDirectory(_folder.In("home"));
        using (
            Microsoft.Data.Sqlite.SqliteConnection other = new(
                $"Data Source={_folder.In("home/studio.db")};Pooling=False"
            )
        )
        {
            other.Open();
            other.Run("CREATE TABLE song (id INTEGER); PRAGMA user_version = 1");
        }
        AssertRefused(_folder.In("home"));
    }

    [Fact]
    public void Rights_of_a_folder_that_was_there_stay_and_a_new_one_is_its_owner_s_alone()
    {
        if (OperatingSystem.IsWindows())
            return; // which has no such rights
        const UnixFileMode open = (UnixFileMode)0b111_101_101,
            own = (UnixFileMode)0b111_000_000;
        Directory.CreateDirectory(_folder.In("there"), open);
        File.SetUnixFileMode(_folder.In("there"), open);
        using DataFolder there = new(_folder.In("there")),
            made = new(_folder.In("a/new"));
        Assert.Equal((open, own), (File.GetUnixFileMode(there.Path), File.GetUnixFileMode(made.Path)));
        Assert.Equal(
            (own, own),
            (File.GetUnixFileMode(there.Make("pictures")), File.GetUnixFileMode(made.Make("pictures")))
        );
        Assert.Contains("Other users", Assert.Single(there.Notes), StringComparison.Ordinal);
        Assert.Empty(made.Notes);
    }

    [Fact]
    public void What_a_killed_server_was_writing_goes_at_the_next_start_and_nothing_else()
    {
        using (DataFolder first = new(_folder.In("home")))
            first.Make("uploads");
        string own = Hippogriff.Files.TemporaryFile.NewName(Environment.ProcessId),
            running = Hippogriff.Files.TemporaryFile.NewName(1);
        foreach (string name in (string[])[own, "uploads/" + own, "uploads/" + running, "uploads/x.partial"])
            _folder.Write("home/" + name, "half");
        using DataFolder next = new(_folder.In("home"));
        next.Make("uploads"); // nothing is written there
        Assert.Equal(
            new[] { running, "x.partial" }.Order(),
            Directory.GetFiles(next.In("uploads")).Select(Path.GetFileName).Order()
        );
        Assert.False(File.Exists(next.In(own)));
    }

    [Fact]
    public void What_is_set_aside_overwrites_nothing_and_is_named()
    {
        using DataFolder data = new(_folder.In("home"));
        for (int i = 0; i < 3; i++)
        {
            _folder.Write("home/pictures/a.jpg", [(byte)i]);
            data.Aside.TakeAll([data.In("pictures/a.jpg")], "pictures", "of somebody");
        }
        string[] kept = Directory.GetFiles(data.In(SetAside.Name), "*", SearchOption.AllDirectories);
        Assert.Equal(
            [
                [0],
                [1],
                [2],
            ],
            kept.Select(File.ReadAllBytes).OrderBy(bytes => bytes[0])
        );
        Assert.Equal(3, data.Notes.Count);
        Assert.All(data.Notes, note => Assert.Contains("'a.jpg'", note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_makes_the_folder_and_the_studio_then_takes_it()
    {
        StudioOptions options = new() { Data = _folder.In("home") };
        DataFolder.Mark(options.Data);
        ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch);
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(options.Data));
        new DataFolder(options.Data).Dispose();
    }

    /// <summary>What versions before the mark made.</summary>
    private void Earlier(bool database)
    {
        using (DataFolder data = new(_folder.In("home")))
        {
            if (database)
                new StudioDatabase(data).Dispose();
            _folder.Write("home/pictures/1.png", "half");
        }
        File.Delete(_folder.In($"home/{StudioMark.FileName}"));
        if (!database)
            File.Delete(_folder.In("home/studio.lock"));
    }
}
