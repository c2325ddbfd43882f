using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

/// <summary>Files that are being written, and those that a process left which ended while it wrote.</summary>
public sealed class TemporaryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_process_left_goes_and_nothing_else_does()
    {
        string dead = TemporaryFile.NewName(Dead()),
            running = TemporaryFile.NewName(1),
            before = TemporaryFile.NewName(Environment.ProcessId),
            held = TemporaryFile.NewName(Dead());
        string[] strangers =
        [
            "x.partial",
            ".hippogriff-notes.partial",
            ".hippogriff-00000000-1-0123456789abcdef.partial",
            dead + ".txt",
        ];
        foreach (string name in (string[])[dead, running, before, held, .. strangers])
            _folder.Write(name, [9]);
        using (new FileStream(_folder.In(held), FileMode.Open, FileAccess.Write, FileShare.None))
            AtomicFile.Write(_folder.In("x"), [1]);
        Assert.Equal(
            new[] { running, held, "x" }.Concat(strangers).Order(),
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void What_another_machine_left_goes_after_a_day()
    {
        string[] names =
        [
            ".hippogriff-00000000-1-0123456789abcdef.partial",
            ".hippogriff-00000000-1-0123456789abcdee.partial",
        ];
        DateTime now = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < 2; i++)
        {
            _folder.Write(names[i], [9]);
            File.SetLastWriteTimeUtc(_folder.In(names[i]), now - TimeSpan.FromHours(23 + 2 * i));
        }
        TemporaryFile.Sweep(_folder.Path, now);
        Assert.Equal([names[0]], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_running_process_that_began_after_a_file_was_left_is_not_whose_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a process that began long ago");
        using System.Diagnostics.Process first = System.Diagnostics.Process.GetProcessById(1);
        DateTime began = first.StartTime.ToUniversalTime();
        string[] names = [TemporaryFile.NewName(1), TemporaryFile.NewName(1)];
        for (int i = 0; i < 2; i++)
        {
            _folder.Write(names[i], [9]);
            File.SetLastWriteTimeUtc(_folder.In(names[i]), began + TimeSpan.FromHours(i == 0 ? 1 : -1));
        }
        TemporaryFile.Sweep(_folder.Path, began);
        Assert.Equal([names[0]], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_a_writer_holds_open_is_not_swept_by_another_writer_in_the_same_process()
    {
        using TemporaryFile first = new(_folder.Path, like: null);
        string own = first.Stream.Name;
        Assert.True(AtomicFile.IsTemporary(Path.GetFileName(own)));
        TemporaryFile.Sweep(_folder.Path, DateTime.UtcNow + TimeSpan.FromDays(2));
        Assert.True(File.Exists(own));
        first.Dispose();
        Assert.False(File.Exists(own));
    }

    [Fact]
    public void A_name_of_another_form_is_no_temporary_file()
    {
        string name = TemporaryFile.NewName(0x1234);
        Assert.Matches(@"^\.hippogriff-[0-9a-f]{8}-1234-[0-9a-f]{16}\.partial$", name);
        Assert.NotEqual(name, TemporaryFile.NewName(0x1234));
        Assert.True(AtomicFile.IsTemporary(name));
        foreach (string other in new[] { "x" + name, name + "x", name[1..], name.ToUpperInvariant(), "" })
            Assert.False(AtomicFile.IsTemporary(other), other);
        Assert.True(TemporaryFile.NewName(int.MaxValue).Length <= 54);
    }

    [Fact]
    public void A_file_is_left_when_it_is_more_than_a_day_old_and_its_name_is_of_our_form()
    {
        string name = ".hippogriff-00000000-1-0123456789abcdef.partial";
        DateTime now = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);
        string path = _folder.Write(name, [9]),
            stranger = _folder.Write(".hippogriff-notes.partial", [9]);
        File.SetLastWriteTimeUtc(stranger, now - TimeSpan.FromDays(9));
        File.SetLastWriteTimeUtc(path, now - TimeSpan.FromDays(1));
        TemporaryFile.Sweep(_folder.Path, now);
        Assert.True(File.Exists(path));
        TemporaryFile.Sweep(_folder.Path, now + TimeSpan.FromSeconds(1));
        Assert.Equal([stranger], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_clocks_of_a_file_system_and_of_a_process_may_differ_by_a_minute()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a process that began long ago");
        using System.Diagnostics.Process first = System.Diagnostics.Process.GetProcessById(1);
        DateTime began = first.StartTime.ToUniversalTime();
        string path = _folder.Write(TemporaryFile.NewName(1), [9]);
        File.SetLastWriteTimeUtc(path, began - TimeSpan.FromSeconds(50));
        Assert.False(TemporaryFile.IsOfDeadProcess(path));
        File.SetLastWriteTimeUtc(path, began - TimeSpan.FromSeconds(70));
        Assert.True(TemporaryFile.IsOfDeadProcess(path));
    }

    [Fact]
    public void A_file_is_alive_from_its_beginning_to_its_end_and_closed_once_it_has_its_name()
    {
        using TemporaryFile file = new(_folder.Path, like: null);
        string own = file.Stream.Name;
        Assert.False(TemporaryFile.IsOfDeadProcess(own));
        file.Stream.WriteByte(7);
        Assert.True(file.Name(_folder.In("x"), replace: true));
        Assert.False(file.Stream.CanWrite);
        Assert.Equal([7], File.ReadAllBytes(_folder.In("x")));
        file.Dispose();
        _folder.Write(Path.GetFileName(own), [9]);
        Assert.True(TemporaryFile.IsOfDeadProcess(own));
    }

    [Fact]
    public void Where_there_is_no_folder_there_is_no_file() =>
        Assert.Throws<DirectoryNotFoundException>(() => new TemporaryFile(_folder.In("none"), like: null));

    [Fact]
    public void A_link_that_looks_like_a_left_file_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string target = _folder.Write("target", [1]),
            link = _folder.In(".hippogriff-00000000-1-0123456789abcdef.partial");
        File.CreateSymbolicLink(link, target);
        TemporaryFile.Sweep(_folder.Path, DateTime.UtcNow + TimeSpan.FromDays(2));
        Assert.Equal([link, target], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_left_alone() =>
        TemporaryFile.Sweep(_folder.In("no such folder"), DateTime.UtcNow);

    /// <summary>Number of a process that has ended.</summary>
    private static int Dead()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            Environment.ProcessPath!,
            OperatingSystem.IsWindows() ? "/?" : "--version"
        );
        int id = process.Id;
        process.Kill();
        process.WaitForExit();
        return id;
    }
}
