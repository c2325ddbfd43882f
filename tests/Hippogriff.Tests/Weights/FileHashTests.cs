using System.Security.Cryptography;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Weights;

public sealed class FileHashTests : IDisposable
{
    private static readonly DateTime s_old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public FileHashTests()
    {
        _file = _folder.In("w.safetensors");
        Write(1);
    }

    public void Dispose() => _folder.Dispose();

    private string Cache => _folder.In("cache");

    private void Write(byte value, int length = 300_000)
    {
        File.WriteAllBytes(_file, [.. Enumerable.Repeat(value, length)]);
        File.SetLastWriteTimeUtc(_file, s_old);
    }

    private string True() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_file)))[..10];

    /// <summary>The hash, and how many pieces were told.</summary>
    private (string Hash, int Pieces) Ask(long least = 0)
    {
        int pieces = 0;
        long bytes = 0;
        string hash = new FileHash(Cache, least, TimeProvider.System).Of(
            [_file],
            length =>
            {
                pieces++;
                bytes += length;
            }
        );
        Assert.Equal(new FileInfo(_file).Length, bytes); // whether it was read or remembered
        return (hash, pieces);
    }

    [Fact]
    public void What_was_reckoned_is_remembered_until_the_file_changes()
    {
        Assert.Equal(True(), Ask().Hash);
        string record = Assert.Single(Directory.GetFiles(Cache));
        string known = File.ReadAllText(record);
        File.WriteAllText(record, known.Replace(True(), "0123456789")); // shows that it is asked
        Assert.Equal("0123456789", Ask().Hash);
        Write(2); // of the same length and time
        Assert.Equal(True(), Ask().Hash);
        Write(2, 300_001);
        Assert.Equal(True(), Ask().Hash);
        File.SetLastWriteTimeUtc(_file, s_old.AddSeconds(1));
        Assert.Equal(True(), Ask().Hash);
    }

    [Fact]
    public void A_file_that_was_just_written_is_not_remembered()
    {
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow);
        Assert.Equal(True(), Ask().Hash);
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void Small_files_are_remembered_in_memory_alone_until_they_change()
    {
        FileHash hashes = new(Cache, least: 3_000_001, TimeProvider.System);
        Write(1, 3_000_000);
        Assert.True(Pieces() > 1);
        Assert.Equal(1, Pieces()); // all bytes at once: nothing was read
        Write(2, 3_000_000); // of the same length and time
        Assert.True(Pieces() > 1);
        Assert.False(Directory.Exists(Cache));

        int Pieces()
        {
            int pieces = 0;
            Assert.Equal(True(), hashes.Of([_file], _ => pieces++));
            return pieces;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Files\":null,\"Hash\":\"0123456789\"}")]
    [InlineData("{\"Files\":[],\"Hash\":\"0123456789\"}")]
    public void A_damaged_memory_is_as_if_there_were_none(string content)
    {
        Ask();
        File.WriteAllText(Assert.Single(Directory.GetFiles(Cache)), content);
        Assert.Equal(True(), Ask().Hash);
    }

    [Fact]
    public void Without_a_place_to_remember_the_hash_is_the_same()
    {
        Assert.Equal(True(), new FileHash(null, 0, TimeProvider.System).Of([_file]));
        File.WriteAllText(Cache, "a file where the folder should be");
        Assert.Equal(True(), new FileHash(Cache, 0, TimeProvider.System).Of([_file]));
    }

    /// <summary>A clock that stands so long after the file was written.</summary>
    private sealed class Later(TimeSpan time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(s_old) + time;
    }

    [Theory]
    [InlineData(2_999, false)]
    [InlineData(3_000, false)]
    [InlineData(3_001, true)]
    public void A_hash_is_remembered_once_its_file_is_three_seconds_old(int milliseconds, bool remembered)
    {
        new FileHash(Cache, 0, new Later(TimeSpan.FromMilliseconds(milliseconds))).Of([_file]);
        Assert.Equal(remembered, Directory.Exists(Cache));
    }

    [Theory]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    public void Files_are_remembered_on_disk_from_their_least_size_on(long least, bool remembered)
    {
        Ask(least);
        Assert.Equal(remembered, Directory.Exists(Cache));
    }

    [Theory]
    [InlineData("012345678")]
    [InlineData("01234567890")]
    [InlineData("012345678G")]
    [InlineData("ABCDEF0123")]
    public void What_is_no_hash_is_not_taken_for_one(string hash)
    {
        Ask();
        string record = Assert.Single(Directory.GetFiles(Cache));
        File.WriteAllText(record, File.ReadAllText(record).Replace(True(), hash));
        Assert.Equal(True(), Ask().Hash);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_not_remembered()
    {
        FileHash hashes = new(Cache, 0, TimeProvider.System);
        bool changed = false;
        hashes.Of(
            [_file],
            _ =>
            {
                if (!changed)
                    File.AppendAllText(_file, "x");
                changed = true;
            }
        );
        Assert.False(Directory.Exists(Cache));
        Assert.Equal(True(), hashes.Of([_file]));
    }

    [Fact]
    public void Of_several_files_the_hash_is_that_of_all_bytes_in_their_order()
    {
        string other = _folder.Write("other", [1, 2, 3]);
        byte[] both = [.. File.ReadAllBytes(_file), 1, 2, 3],
            turned = [1, 2, 3, .. File.ReadAllBytes(_file)];
        FileHash hashes = new(Cache, 0, TimeProvider.System);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(both))[..10], hashes.Of([_file, other]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(turned))[..10], hashes.Of([other, _file]));
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => hashes.Of([_file, _folder.In("none")])).Kind
        );
    }

    [Fact]
    public void Reading_stops_where_whoever_listens_says_so() =>
        Assert.Throws<OperationCanceledException>(() =>
            new FileHash(null, 0, TimeProvider.System).Of([_file], _ => throw new OperationCanceledException())
        );
}
