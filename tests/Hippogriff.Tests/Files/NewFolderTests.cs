using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

public sealed class NewFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] There() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order()!];

    [Fact]
    public void It_appears_with_all_that_is_in_it_and_under_no_other_name_before()
    {
        using (NewFolder made = new(_folder.In("deep/model/")))
        {
            File.WriteAllText(Path.Combine(made.Path, "a"), "1");
            Assert.Equal(_folder.In("deep"), Path.GetDirectoryName(made.Path));
            Assert.True(AtomicFile.IsTemporary(Path.GetFileName(made.Path)));
            Assert.False(Directory.Exists(_folder.In("deep/model")));
            made.Keep();
            Assert.False(Directory.Exists(made.Path));
        }
        Assert.Equal([_folder.In("deep/model")], Directory.GetFileSystemEntries(_folder.In("deep")));
        Assert.Equal([_folder.In("deep/model/a")], Directory.GetFileSystemEntries(_folder.In("deep/model")));
    }

    [Fact]
    public void What_is_not_kept_goes_with_all_that_is_in_it()
    {
        string path;
        using (NewFolder made = new(_folder.In("model")))
        {
            path = made.Path;
            File.WriteAllText(Path.Combine(path, "a"), "1");
            Assert.False(TemporaryFile.IsOfDeadProcess(path));
        }
        Assert.Empty(There());
        Assert.True(TemporaryFile.IsOfDeadProcess(path)); // nobody minds that name any more
    }

    [Fact]
    public void It_takes_the_place_of_an_empty_folder_and_of_no_other()
    {
        Directory.CreateDirectory(_folder.In("empty"));
        using (NewFolder made = new(_folder.In("empty")))
        {
            File.WriteAllText(Path.Combine(made.Path, "a"), "1");
            made.Keep();
        }
        Assert.Equal("1", File.ReadAllText(_folder.In("empty/a")));
        using (NewFolder made = new(_folder.In("empty")))
            Assert.ThrowsAny<IOException>(made.Keep);
        Assert.Equal("1", File.ReadAllText(_folder.In("empty/a")));
        Assert.Equal(["empty"], There());
    }

    [Fact]
    public void A_root_is_no_place() =>
        Assert.ThrowsAny<IOException>(() => new NewFolder(Path.GetPathRoot(_folder.Path)!).Dispose());

    [Fact]
    public void Its_rights_are_those_that_were_asked_for()
    {
        if (OperatingSystem.IsWindows())
            return; // which has no such rights
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using (NewFolder made = new(_folder.In("secret"), Own))
            made.Keep();
        Assert.Equal(Own, File.GetUnixFileMode(_folder.In("secret")));
    }

    [Fact]
    public void What_an_ended_process_left_goes_when_a_new_one_begins_unless_it_is_held()
    {
        string left = TemporaryFile.NewName(int.MaxValue),
            held = TemporaryFile.NewName(int.MaxValue),
            running = TemporaryFile.NewName(1);
        foreach (string name in new[] { left, held, running })
            _folder.Write($"{name}/.held", "");
        _folder.Write($"{left}/deep/a", "1");
        _folder.Write("notes.partial/a", "1");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a process that began long ago");
        using (File.Open(_folder.In($"{held}/.held"), FileMode.Open, FileAccess.Write, FileShare.None))
        using (new NewFolder(_folder.In("model"))) { }
        Assert.Equal(new[] { held, running, "notes.partial" }.Order(), There());
    }

    [Fact]
    public void Two_that_are_made_beside_each_other_leave_each_other_alone()
    {
        using NewFolder first = new(_folder.In("one"));
        File.WriteAllText(Path.Combine(first.Path, "a"), "1");
        using (NewFolder second = new(_folder.In("two")))
            second.Keep();
        first.Keep();
        Assert.Equal(["one", "two"], There());
        Assert.Equal("1", File.ReadAllText(_folder.In("one/a")));
    }
}
