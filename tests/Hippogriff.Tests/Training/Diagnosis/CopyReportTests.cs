using Hippogriff.Data.Captions;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class CopyReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static RgbImage Blobs(int seed)
    {
        byte[] coarse = new byte[108];
        new Random(seed).NextBytes(coarse);
        return ImageScaling.Resize(new RgbImage(6, 6, coarse), 32, 32);
    }

    private FolderSource Source(int count)
    {
        CaptionedFolder folder = new(_folder.In($"data{count}"));
        for (int i = 0; i < count; i++)
            folder.Add(Blobs(i), [$"number {i}"]);
        folder.End();
        return FolderSource.Open(_folder.In($"data{count}"), 32, 1);
    }

    private IReadOnlyList<string> Report(FolderSource source, bool lora, params int[] drawn) =>
        new CopyReport(source).Write(
            _folder.In("copies.png"),
            [.. drawn.Select(seed => new SheetPicture(Blobs(seed), "drawn"))],
            lora
        );

    [Fact]
    public void A_model_that_draws_its_training_pictures_is_warned_of()
    {
        IReadOnlyList<string> said = Report(Source(12), lora: false, 3, 5, 900, 901);
        Said.InOrder($"{_folder.In("copies.png")} ... 2 of 4 ... copies ... 0 of 255", said[0]);
        Said.InOrder("copies ... 12 training pictures ... more pictures", said[1]);
        Assert.True(File.Exists(_folder.In("copies.png")));
        Assert.Contains("--lora FILE:0.7", Report(Source(12), lora: true, 3)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_draws_new_pictures_is_not() =>
        Assert.Contains(
            ": 0 of 3 drawn pictures are copies",
            Assert.Single(Report(Source(12), lora: false, 900, 901, 902)),
            StringComparison.Ordinal
        );

    [Fact]
    public void With_few_pictures_it_says_that_it_cannot_tell() =>
        Said.InOrder(
            $"{_folder.In("copies.png")} ... 3 training pictures ... cannot",
            Assert.Single(Report(Source(3), lora: true, 1))
        );
}
