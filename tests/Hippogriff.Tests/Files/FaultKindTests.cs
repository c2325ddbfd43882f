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
}
