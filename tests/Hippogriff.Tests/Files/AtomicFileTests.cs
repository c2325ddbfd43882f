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
        File.CreateSymbolicLink(_folder.In("x.partial"), "/dev/full"); // every write to it fails with ENOSPC, as on a full disk
        string said = Assert.Throws<HippogriffException>(() => AtomicFile.Write(_folder.In("x"), new byte[1 << 20])).Message;
        Assert.StartsWith("The disk is full", said);
        Assert.Equal([1], File.ReadAllBytes(_folder.In("x")));
        Assert.Equal([_folder.In("x")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_bug_in_the_writer_passes_through_and_leaves_nothing()
    {
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(_folder.In("x"), stream => { stream.WriteByte(1); throw new InvalidTimeZoneException(); }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Two_writers_of_one_file_do_not_mix()
    {
        AtomicFile.Write(_folder.In("x"), stream =>
        {
            Assert.Throws<HippogriffException>(() => AtomicFile.Write(_folder.In("x"), [1]));
            stream.WriteByte(2);
        });
        Assert.Equal([2], File.ReadAllBytes(_folder.In("x")));
    }

    [Fact]
    public void A_leftover_of_a_killed_process_is_replaced()
    {
        _folder.Write("x.partial", [9, 9, 9, 9]);
        AtomicFile.Write(_folder.In("x"), [1]);
        Assert.Equal([_folder.In("x")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(".")]
    [InlineData("/proc/hippogriff/x")]
    public void A_place_that_cannot_be_written_is_refused_in_a_sentence(string path) =>
        Assert.EndsWith(".", Assert.Throws<HippogriffException>(() => AtomicFile.Write(path, [1])).Message);
}
