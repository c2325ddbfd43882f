using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Data;

public sealed class PictureFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_without_captions_are_those_that_training_without_captions_takes_by_name()
    {
        byte[] red = Picture(0),
            green = Picture(1);
        _folder.Write("a.png", red);
        _folder.Write("deep/er/b.PNG", green);
        _folder.Write("notes.md", "words");
        _folder.Write(".hidden.png", red); // what a program puts away for itself
        _folder.Write(".thumbnails/a.png", red);
        IReadOnlyList<Example> pictures = PictureFolder.Read(_folder.Path, 8, 10, seed: 1);
        FolderSource source = FolderSource.Open(_folder.Path, 8, seed: 1, new() { Captions = false });
        Assert.Equal(2, source.Count);
        Assert.Equal([230, 20], pictures.Select(example => (int)example.Image.Pixels[^3]));
        Assert.Equal(
            Enumerable.Range(0, 2).Select(i => source.Get(i).Image.Pixels[^3]).Order(),
            pictures.Select(example => example.Image.Pixels[^3]).Order()
        );
        Assert.Single(PictureFolder.Read(_folder.Path, 8, 1, seed: 1));
    }

    private static byte[] Picture(int number) => PngFile.Encode(new ColourSource().Get(number).Image);
}
