using System.Diagnostics;
using System.Net.Sockets;
using Hippogriff.Adapters;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;

namespace Hippogriff.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pipes_devices_and_sockets_are_refused_by_every_reader_before_they_are_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        string pipe = _folder.In("a.png"),
            link = _folder.In("b.png"),
            socket = _folder.In("c.sock");
        using (Process made = Process.Start("mkfifo", [pipe]))
            made.WaitForExit();
        File.CreateSymbolicLink(link, pipe);
        using Socket listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(socket));
        foreach (
            (string path, string kind) in new[]
            {
                (pipe, "named pipe"),
                (link, "named pipe"),
                (socket, "socket"),
                ("/dev/zero", "device"),
            }
        )
        {
            Action[] readers =
            [
                () => RegularFile.ReadBytes(path, 10),
                () => RegularFile.ReadText(path),
                () => ImageFile.Read(path),
                () => ImageFile.Probe(path),
                () => ImageMetadata.Read(path),
                () => ImageFacts.Of(path),
                () => MaskFile.Read(path),
                () => SafetensorsFile.Open(path),
                () => LoraFile.CardOf(path),
                () => LoraUses.Of([new LoraChoice(path)]),
                () => SceneWorld.Load(path),
                () => TrainingRecipe.Load(path),
                () => SpriteLibrary.Load(path),
                () => ModelFolder.HashOf([path]),
            ];
            foreach (Action read in readers)
                Assert.Contains(kind, Assert.ThrowsAny<HippogriffException>(read).Message);
        }
    }

    [Fact]
    public void Names_that_can_be_none_get_a_sentence()
    {
        Assert.Contains(
            "null character",
            Assert.Throws<HippogriffException>(() => RegularFile.ReadText("a\0b")).Message
        );
        Assert.Contains("not empty", Assert.Throws<HippogriffException>(() => RegularFile.ReadText("")).Message);
        Assert.Throws<HippogriffException>(() => RegularFile.ReadText(new string('x', 100_000)));
        Assert.Contains("folder", Assert.Throws<HippogriffException>(() => RegularFile.ReadText(_folder.Path)).Message);
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => RegularFile.ReadText(_folder.In("no"))).Kind
        );
    }

    [Fact]
    public void Only_so_many_bytes_are_read()
    {
        File.WriteAllBytes(_folder.In("a"), new byte[11]);
        Assert.Equal(11, RegularFile.ReadBytes(_folder.In("a"), 11).Length);
        Assert.Contains(
            "11 bytes",
            Assert.Throws<HippogriffException>(() => RegularFile.ReadBytes(_folder.In("a"), 10)).Message
        );
    }

    [Theory]
    [InlineData(0x81A4, null)] // what stat says of a file, a folder, and the rest (POSIX, sys/stat.h)
    [InlineData(0x41ED, null)]
    [InlineData(0x11A4, "a named pipe")]
    [InlineData(0x21B6, "a device")]
    [InlineData(0x61B0, "a device")]
    [InlineData(0xC1ED, "a socket")]
    [InlineData(0x01ED, "no file")]
    public void The_mode_of_a_file_says_what_it_is(int mode, string? kind) =>
        Assert.Equal(kind, FileNature.OfMode(mode));

    [Theory]
    [InlineData(@"\\.\pipe\model", "a named pipe")]
    [InlineData(@"\\.\PhysicalDrive0", "a device")]
    [InlineData(@"C:\pictures\nul", "a device")]
    [InlineData("pictures/COM1.png", "a device")]
    [InlineData(@"C:\pictures\null.png", null)]
    [InlineData(@"\\server\share\cat.png", null)]
    public void On_Windows_the_name_says_it(string path, string? kind) =>
        Assert.Equal(kind, FileNature.OfWindowsName(path));

    [Fact]
    public void A_text_has_at_most_16_MB_and_its_size_is_told()
    {
        string path = _folder.In("large.txt");
        using (FileStream large = File.Create(path))
            large.SetLength(RegularFile.MostText + 1);
        HippogriffException refused = Assert.Throws<HippogriffException>(() => RegularFile.ReadText(path));
        Assert.Equal(FaultKind.DamagedFile, refused.Kind);
        Assert.Contains("has 16 MB; at most 16 MB are read", refused.Message);
        Assert.Contains(
            "at most 10485759 bytes",
            Assert.Throws<HippogriffException>(() => RegularFile.Open(path, (10 << 20) - 1)).Message
        );
        Assert.Contains("10 MB", Assert.Throws<HippogriffException>(() => RegularFile.Open(path, 10 << 20)).Message);
        using (FileStream all = File.OpenWrite(path)) // the reader has let go of it
            all.SetLength(RegularFile.MostText);
        Assert.Equal(RegularFile.MostText, RegularFile.Open(path, RegularFile.MostText).Length);
    }

    [Fact]
    public void Lines_are_read_without_their_ends()
    {
        string path = _folder.Write("a.txt", "one\r\n\ntwo\n");
        Assert.Equal(["one", "", "two"], RegularFile.ReadLines(path));
        Assert.Throws<HippogriffException>(() => RegularFile.ReadLines(path, most: 4));
    }

    [Theory]
    [InlineData(null, "There is no file")]
    [InlineData("world file", "The world file")]
    public void A_missing_file_is_named_by_what_it_was_to_be(string? what, string begins)
    {
        foreach (string path in new[] { _folder.In("no.json"), _folder.In("no/no.json") })
        {
            HippogriffException missing = Assert.Throws<HippogriffException>(() =>
                RegularFile.ReadText(path, what: what)
            );
            Assert.StartsWith(begins, missing.Message);
            Assert.Contains($"'{path}'", missing.Message);
            Assert.Equal(FaultKind.NotFound, missing.Kind);
        }
    }

    public static TheoryData<Exception, bool> OfReading =>
        new()
        {
            { new IOException(), true },
            { new UnauthorizedAccessException(), true },
            { new NotSupportedException(), true },
            { new ArgumentException(), true },
            { new System.Security.SecurityException(), true },
            { new InvalidOperationException(), false },
            { new HippogriffException("x"), false },
        };

    [Theory]
    [MemberData(nameof(OfReading))]
    public void Errors_of_the_system_are_told_from_mistakes_of_the_program(Exception error, bool ofReading) =>
        Assert.Equal(ofReading, RegularFile.IsOfReading(error));

    [Theory]
    [InlineData(null, "'a' ")]
    [InlineData("mask", "The mask 'a' ")]
    public void The_system_s_reason_is_a_part_of_one_sentence(string? what, string begins)
    {
        string said = RegularFile.Unreadable("a", new IOException("No."), what).Message;
        Assert.StartsWith(begins, said);
        Assert.EndsWith(": No.", said);
    }
}
