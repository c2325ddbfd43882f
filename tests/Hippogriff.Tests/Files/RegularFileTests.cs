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
        Assert.Throws<HippogriffException>(() => RegularFile.ReadText(""));
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
}
