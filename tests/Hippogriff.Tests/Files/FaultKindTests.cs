using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Files;

public sealed class FaultKindTests : IDisposable
{
    private const int NoSpace = 28;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<Exception, FaultKind> Caught =>
        new()
        {
            { new FileNotFoundException(), FaultKind.NotFound },
            { new DirectoryNotFoundException(), FaultKind.NotFound },
            { new JsonException(), FaultKind.DamagedFile },
            { new InvalidDataException(), FaultKind.DamagedFile },
            { new EndOfStreamException(), FaultKind.DamagedFile },
            { new DecoderFallbackException(), FaultKind.DamagedFile },
            { new IOException("full", NoSpace), FaultKind.Resource },
            { new UnauthorizedAccessException(), FaultKind.Resource },
            { new OutOfMemoryException(), FaultKind.Resource },
            { new HippogriffException("inside", FaultKind.Incompatible), FaultKind.Incompatible },
            { new FormatException(), FaultKind.InvalidRequest },
        };

    [Theory]
    [MemberData(nameof(Caught))]
    public void What_was_caught_says_what_sort_of_thing_is_wrong(Exception inner, FaultKind kind) =>
        Assert.Equal(kind, new HippogriffException("x", inner).Kind);

    [Fact]
    public void What_nobody_classified_is_the_request_s_fault() =>
        Assert.Equal(FaultKind.InvalidRequest, new HippogriffException("x").Kind);

    [Fact]
    public void A_kind_that_is_said_counts_more_than_what_was_caught() =>
        Assert.Equal(FaultKind.Busy, new HippogriffException("x", new IOException(), FaultKind.Busy).Kind);

    [Fact]
    public void A_file_that_another_process_holds_is_busy()
    {
        _folder.Write("held", [1]);
        using FileStream held = new(_folder.In("held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        IOException caught = Assert.Throws<IOException>(() =>
            new FileStream(_folder.In("held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None)
        );
        Assert.Equal(FaultKind.Busy, new HippogriffException("x", caught).Kind);
    }

    [Fact]
    public void Readers_and_writers_tell_apart_what_is_missing_damaged_or_short()
    {
        _folder.Write("cut.safetensors", [1, 2, 3]);
        _folder.Write("no.png", [1, 2, 3]);
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(_folder.In("none.safetensors"))).Kind
        );
        Assert.Equal(
            FaultKind.DamagedFile,
            Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(_folder.In("cut.safetensors"))).Kind
        );
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => ModelFolder.At(_folder.In("none"))).Kind
        );
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => ImageFile.Read(_folder.In("none.png"))).Kind
        );
        Assert.Equal(
            FaultKind.DamagedFile,
            Assert.Throws<HippogriffException>(() => ImageFile.Read(_folder.In("no.png"))).Kind
        );
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        Assert.Equal(
            FaultKind.Resource,
            Assert
                .ThrowsAny<HippogriffException>(() =>
                    AtomicFile.Write(
                        _folder.In("full"),
                        stream =>
                        {
                            using FileStream full = new(
                                "/dev/full",
                                FileMode.Open,
                                FileAccess.Write,
                                FileShare.ReadWrite,
                                bufferSize: 1
                            );
                            full.Write(new byte[4096]);
                        }
                    )
                )
                .Kind
        );
    }

    [Theory]
    [InlineData(28, true)] // ENOSPC
    [InlineData(unchecked((int)0x80070070), true)] // ERROR_DISK_FULL
    [InlineData(unchecked((int)0x80070027), true)] // ERROR_HANDLE_DISK_FULL
    [InlineData(29, false)]
    [InlineData(0, false)]
    public void A_full_disk_is_known_by_the_code_of_any_system(int code, bool full) =>
        Assert.Equal(full, FileFault.IsDiskFull(new IOException("x", code)));

    [Theory]
    [InlineData(unchecked((int)0x80070020), true, true)] // ERROR_SHARING_VIOLATION
    [InlineData(unchecked((int)0x80070021), true, true)] // ERROR_LOCK_VIOLATION
    [InlineData(unchecked((int)0x80070005), true, false)] // ERROR_ACCESS_DENIED
    [InlineData(unchecked((int)0x80070002), false, false)] // ERROR_FILE_NOT_FOUND
    public void A_file_that_is_open_elsewhere_is_known_by_the_codes_of_Windows(int code, bool held, bool busy)
    {
        Assert.Equal(held, FileFault.IsHeldOnWindows(new IOException("x", code)));
        Assert.Equal(busy, FileFault.IsBusy(new IOException("x", code)));
    }

    [Fact]
    public void Codes_that_differ_from_system_to_system_count_on_their_own_alone()
    {
        (bool linux, bool mac) = (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS());
        Assert.Equal(
            (linux, mac),
            (FileFault.IsDiskFull(new IOException("x", 122)), FileFault.IsDiskFull(new IOException("x", 69))) // EDQUOT
        );
        Assert.Equal(
            (linux, mac),
            (FileFault.IsBusy(new IOException("x", 11)), FileFault.IsBusy(new IOException("x", 35))) // EAGAIN
        );
    }
}
