using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_whole_into_a_folder_made_for_it()
    {
        AtomicFile.Write(_folder.In("a/b/c.bin"), [1, 2, 3]);
        AtomicFile.Write(_folder.In("a/b/c.bin"), [4]);
        Assert.Equal([4], File.ReadAllBytes(_folder.In("a/b/c.bin")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.In("a/b")));
    }

    [Fact]
    public void A_full_disk_is_said_in_a_sentence_and_leaves_the_old_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        _folder.Write("x", [1]);
        string said = Assert.Throws<DiskFullException>(() => AtomicFile.Write(_folder.In("x"), FillDisk)).Message;
        Assert.StartsWith("The disk is full", said);
        Assert.Throws<DiskFullException>(() => AtomicFile.TryWriteNew(_folder.In("y"), FillDisk));
        Assert.Equal([1], File.ReadAllBytes(_folder.In("x")));
        Assert.Equal([_folder.In("x")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_bug_in_the_writer_passes_through_and_leaves_nothing()
    {
        Assert.Throws<InvalidTimeZoneException>(() =>
            AtomicFile.Write(
                _folder.In("x"),
                stream =>
                {
                    stream.WriteByte(1);
                    throw new InvalidTimeZoneException();
                }
            )
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Of_two_writers_of_one_file_the_last_one_wins_and_they_do_not_mix()
    {
        AtomicFile.Write(
            _folder.In("x"),
            stream =>
            {
                stream.WriteByte(2);
                AtomicFile.Write(_folder.In("x"), [1, 1, 1]);
                Assert.Equal([1, 1, 1], File.ReadAllBytes(_folder.In("x")));
            }
        );
        Assert.Equal([2], File.ReadAllBytes(_folder.In("x")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Of_many_that_want_one_name_one_gets_it_and_the_others_leave_nothing()
    {
        int[] got =
        [
            .. Enumerable
                .Range(0, 64)
                .AsParallel()
                .WithDegreeOfParallelism(16)
                .Where(i => AtomicFile.TryWriteNew(_folder.In("x"), [(byte)i])),
        ];
        Assert.Equal([(byte)Assert.Single(got)], File.ReadAllBytes(_folder.In("x")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_name_that_somebody_takes_while_a_new_file_is_written_stays_his()
    {
        Assert.False(
            AtomicFile.TryWriteNew(
                _folder.In("x"),
                stream =>
                {
                    stream.WriteByte(2);
                    _folder.Write("x", [7]);
                }
            )
        );
        Assert.Equal([7], File.ReadAllBytes(_folder.In("x")));
        Assert.False(
            AtomicFile.TryWriteNew(_folder.In("folder"), _ => Directory.CreateDirectory(_folder.In("folder")))
        );
        if (!OperatingSystem.IsWindows())
            Assert.False(
                AtomicFile.TryWriteNew(_folder.In("l"), _ => File.CreateSymbolicLink(_folder.In("l"), "nowhere"))
            );
        Assert.Equal(OperatingSystem.IsWindows() ? 2 : 3, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Theory]
    [InlineData("x", 255)]
    [InlineData("猫", 85)]
    public void A_name_as_long_as_the_file_system_takes_is_written(string letter, int times)
    {
        string name = string.Concat(Enumerable.Repeat(letter, times));
        AtomicFile.Write(_folder.In(name), [1]);
        Assert.False(AtomicFile.TryWriteNew(_folder.In(name), [2]));
        File.Delete(_folder.In(name));
        Assert.True(AtomicFile.TryWriteNew(_folder.In(name), [3]));
        Assert.Equal([3], File.ReadAllBytes(_folder.In(name)));
    }

    [Fact]
    public void A_file_that_is_replaced_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
            return; // which has no such rights
        _folder.Write("keys", [1]);
        File.SetUnixFileMode(_folder.In("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AtomicFile.Write(_folder.In("keys"), [2]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("keys")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(".")]
    [InlineData("/proc/hippogriff/x")]
    public void A_place_that_cannot_be_written_is_refused_in_a_sentence(string path) =>
        Assert.EndsWith(".", Assert.Throws<HippogriffException>(() => AtomicFile.Write(path, [1])).Message);

    [Fact]
    public void Folders_that_are_made_get_the_rights_asked_for_and_those_that_were_there_keep_theirs()
    {
        if (OperatingSystem.IsWindows())
            return; // which has no such rights
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        UnixFileMode there = File.GetUnixFileMode(_folder.Path);
        FolderFlush.Create(_folder.In("a/b"), own);
        FolderFlush.Create(_folder.Path, own);
        Assert.Equal(
            (own, own, there),
            (
                File.GetUnixFileMode(_folder.In("a")),
                File.GetUnixFileMode(_folder.In("a/b")),
                File.GetUnixFileMode(_folder.Path)
            )
        );
    }

    /// <summary>What the system answers to a write on a full disk.</summary>
    private static void FillDisk(FileStream stream)
    {
        stream.WriteByte(1);
        using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        full.Write(new byte[10]);
    }

    [Theory]
    [InlineData(unchecked((int)0x80070020), true)] // ERROR_SHARING_VIOLATION
    [InlineData(unchecked((int)0x80070021), true)] // ERROR_LOCK_VIOLATION
    [InlineData(unchecked((int)0x80131620), false)] // COR_E_IO
    public void A_file_that_another_program_has_open_on_Windows_is_named_as_such(int code, bool open)
    {
        string path = _folder.Write("a.png", [1]);
        Assert.Equal(
            open,
            AtomicFile
                .Explain(path, new IOException("It failed.", code), windows: true)
                .Message.Contains("has it open", StringComparison.Ordinal)
        );
        Assert.Equal(
            open,
            AtomicFile
                .Explain(path, new UnauthorizedAccessException("It failed.") { HResult = code }, windows: true)
                .Message.Contains("has it open", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            "has it open",
            AtomicFile.Explain(path, new IOException("It failed.", code), windows: false).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "has it open",
            AtomicFile.Explain(path + "2", new IOException("It failed.", code), windows: true).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_is_replaced_while_somebody_reads_it_who_goes_on_with_what_he_opened()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(),
            "Windows refuses it in a sentence where the reader does not let go within half a second."
        );
        string path = _folder.Write("a.txt", "old");
        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));

        AtomicFile.Write(path, "new"u8.ToArray());

        Assert.Equal("old", reader.ReadToEnd());
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_name_that_is_none_is_refused_before_anything_is_written(string path)
    {
        bool asked = false;
        Assert.Throws<HippogriffException>(() => AtomicFile.Write(path, _ => asked = true));
        Assert.Throws<HippogriffException>(() => AtomicFile.TryWriteNew(path, _ => asked = true));
        Assert.False(asked);
    }

    [Fact]
    public void A_folder_is_not_replaced_and_counts_as_a_name_that_is_taken()
    {
        bool asked = false;
        Assert.Contains(
            "is a folder",
            Assert.Throws<HippogriffException>(() => AtomicFile.Write(_folder.Path, _ => asked = true)).Message
        );
        Assert.False(AtomicFile.TryWriteNew(_folder.Path, _ => asked = true));
        Assert.False(asked);
    }

    public static TheoryData<Exception, string> Refusals =>
        new()
        {
            { new IOException("x", 28), "The disk is full" }, // ENOSPC
            { new UnauthorizedAccessException("No."), "may not write in its folder" },
            { new IOException("No."), "be written: No." },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Why_a_file_could_not_be_written_is_said_by_the_kind_of_the_error(Exception error, string said)
    {
        HippogriffException refused = AtomicFile.Explain("a", error);
        Assert.Contains(said, refused.Message);
        Assert.Same(error, refused.InnerException);
        Assert.Equal(FaultKind.Resource, refused.Kind);
        Assert.Equal(error is IOException { HResult: 28 }, refused is DiskFullException);
    }
}
