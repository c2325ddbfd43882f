using CsCheck;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Data;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private sealed class Heard : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }

    [Fact]
    public void An_order_is_a_permutation() =>
        Gen.Select(Gen.Long, Gen.Long[0, 1000], Gen.Int[1, 300])
            .Sample(
                (seed, epoch, count) =>
                    Enumerable
                        .Range(0, count)
                        .Select(i => EpochOrder.At(seed, epoch, i, count))
                        .Order()
                        .SequenceEqual(Enumerable.Range(0, count).Select(i => (long)i)),
                iter: 200
            );

    [Fact]
    public void Each_epoch_and_each_seed_has_its_own_order()
    {
        long[] Order(long seed, long epoch) =>
            [.. Enumerable.Range(0, 100).Select(i => EpochOrder.At(seed, epoch, i, 100))];
        Assert.Equal(Order(1, 0), Order(1, 0));
        Assert.NotEqual(Order(1, 0), Order(1, 1));
        Assert.NotEqual(Order(1, 0), Order(2, 0));
        // A fixed point has a chance of 1/100 in each place: far fewer than 15 of 100 stay.
        Assert.InRange(Order(1, 0).Where((at, i) => at == i).Count(), 0, 15);
    }

    [Fact]
    public void Captions_are_read_from_text_files_beside_the_pictures()
    {
        _folder.Write("red.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write("red.txt", "  a red\tsquare \n");
        _folder.Write("deep/blue.jpg", PictureBytes.Encode(8, 8, (_, _) => SKColors.Blue, SKEncodedImageFormat.Jpeg));
        _folder.Write("deep/blue.txt", "a blue square");
        var source = FolderSource.Open(_folder.Path, 4, seed: 1);
        Assert.Equal(2, source.Count);
        var seen = new[] { source.Get(0), source.Get(1) }.ToDictionary(e => e.Caption, e => e.Image);
        Assert.Equal([255, 0, 0], seen["a red square"].Pixels[..3]);
        Assert.InRange(seen["a blue square"].Pixels[2], 250, 255);
        Assert.Equal((4, 4), (seen["a red square"].Width, seen["a red square"].Height));
    }

    [Fact]
    public void Several_lines_are_captions_in_turn()
    {
        _folder.Write("a.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write("a.txt", "one\n\ntwo\n");
        var source = FolderSource.Open(_folder.Path, 4, seed: 1);
        Assert.Equal(["one", "two", "one"], Enumerable.Range(0, 3).Select(i => source.Get(i).Caption));
    }

    [Theory]
    [InlineData("metadata.jsonl", """{"file_name": "a.png", "text": "a thing"}""")]
    [InlineData("metadata.jsonl", """{"file_name": "a.png", "caption": "a thing", "more": [1]}""")]
    [InlineData("captions.jsonl", """{"file": "a.png", "text": "a thing", "id": 7}""")]
    public void Captions_are_read_from_an_index(string index, string line)
    {
        _folder.Write("a.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write(index, line + "\n\n");
        Assert.Equal("a thing", FolderSource.Open(_folder.Path, 4, seed: 1).Get(0).Caption);
    }

    [Fact]
    public void Broken_pictures_are_named_and_skipped_with_a_count()
    {
        _folder.Write("good.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write("good.txt", "good");
        _folder.Write("bad.png", "no picture");
        _folder.Write("bad.txt", "bad");
        _folder.Write("silent.png", PictureBytes.Plain(SKColors.Red));
        var heard = new Heard();
        var source = FolderSource.Open(_folder.Path, 4, seed: 1, report: heard);
        Assert.Equal(1, source.Count);
        Assert.Equal(2, source.Skipped.Count);
        Assert.Contains(heard, h => h.Contains("bad.png"));
        Assert.Contains("2 of 3", heard[^1]);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal("good", source.Get(i).Caption));
    }

    [Fact]
    public void An_epoch_shows_each_picture_once_in_an_order_of_its_own()
    {
        for (var i = 0; i < 12; i++)
        {
            _folder.Write($"{i}.png", PictureBytes.Plain(SKColors.Red));
            _folder.Write($"{i}.txt", $"number {i}");
        }
        var source = FolderSource.Open(_folder.Path, 4, seed: 5);
        string[] Epoch(int epoch) => [.. Enumerable.Range(epoch * 12, 12).Select(i => source.Get(i).Caption)];
        Assert.Equal(12, Epoch(0).Distinct().Count());
        Assert.Equal(Epoch(0).Order(), Epoch(1).Order());
        Assert.NotEqual(Epoch(0), Epoch(1));
        Assert.Equal(
            Epoch(1),
            Enumerable.Range(12, 12).Select(i => FolderSource.Open(_folder.Path, 4, seed: 5).Get(i).Caption)
        );
    }

    [Fact]
    public void Mirrored_each_picture_is_seen_both_ways_within_two_epochs()
    {
        for (var i = 0; i < 12; i++)
        {
            PngFile.Write(
                _folder.In($"{i}.png"),
                new RgbImage(
                    4,
                    4,
                    [
                        .. Enumerable
                            .Repeat<byte[]>([9, 9, 9, 50, 50, 50, 90, 90, 90, 200, 0, 0], 4)
                            .SelectMany(row => row),
                    ]
                ),
                generated: false
            );
            _folder.Write($"{i}.txt", $"number {i}");
        }
        var source = FolderSource.Open(_folder.Path, 4, seed: 5, new() { Mirror = true });
        bool[] Turned(int epoch) =>
            [
                .. Enumerable
                    .Range(epoch * 12, 12)
                    .Select(i => source.Get(i))
                    .OrderBy(e => e.Caption)
                    .Select(e => e.Image.Pixels[0] > 90),
            ];
        Assert.Equal(6, Turned(0).Count(turned => turned)); // half of them, not the same half in every pair of epochs
        Assert.Equal(Turned(0), Turned(1).Select(turned => !turned));
        Assert.NotEqual(Turned(0), Turned(2));
        Assert.DoesNotContain(
            true,
            Enumerable.Range(0, 12).Select(i => FolderSource.Open(_folder.Path, 4, seed: 5).Get(i).Image.Pixels[0] > 90)
        );
    }

    [Fact]
    public void Sprites_cannot_be_mirrored()
    {
        Scenes.ToySprites.Write(_folder.In("sprites"), SceneWorld.First, "noto");
        Assert.Contains(
            "mirrorShare",
            Assert
                .Throws<HippogriffException>(() =>
                    TrainingData.Open(_folder.In("sprites"), null, 1, new() { Mirror = true })
                )
                .Message
        );
    }

    [Fact]
    public void An_empty_folder_is_refused() =>
        Assert.Contains(
            "holds no pictures",
            Assert.Throws<HippogriffException>(() => FolderSource.Open(_folder.Path, 4, 1)).Message
        );

    [Fact]
    public void A_missing_folder_is_refused() =>
        Assert.Contains(
            "no folder",
            Assert.Throws<HippogriffException>(() => TrainingData.Open(_folder.In("none"), 4, 1)).Message
        );

    [Fact]
    public void Pictures_without_captions_are_refused()
    {
        _folder.Write("a.png", PictureBytes.Plain(SKColors.Red));
        Assert.Contains(
            "caption",
            Assert.Throws<HippogriffException>(() => FolderSource.Open(_folder.Path, 4, 1)).Message
        );
    }

    [Fact]
    public void Only_broken_pictures_are_refused()
    {
        _folder.Write("bad.png", "no picture");
        _folder.Write("bad.txt", "bad");
        Assert.Contains(
            "bad.png",
            Assert.Throws<HippogriffException>(() => FolderSource.Open(_folder.Path, 4, 1)).Message
        );
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "has no \"file_name\"")]
    [InlineData("""{"text": "a"}""", "has no \"file_name\"")]
    [InlineData("""{"file_name": "../outside.png", "text": "a"}""", "outside the folder")]
    public void A_damaged_index_is_refused_with_its_line(string line, string part)
    {
        _folder.Write("metadata.jsonl", "\n" + line);
        var message = Assert.Throws<HippogriffException>(() => FolderSource.Open(_folder.Path, 4, 1)).Message;
        Assert.Contains("Line 2", message);
        Assert.Contains(part, message);
    }

    [Fact]
    public void A_folder_says_what_it_is()
    {
        _folder.Write("pictures/a.png", PictureBytes.Plain(SKColors.Red));
        _folder.Write("pictures/a.txt", "a thing");
        Assert.IsType<FolderSource>(TrainingData.Open(_folder.In("pictures"), 8, 1));
        Scenes.ToySprites.Write(_folder.In("sprites"), SceneWorld.First, "noto");
        var scenes = Assert.IsType<SceneComposer>(TrainingData.Open(_folder.In("sprites"), null, 1));
        Assert.Equal(64, scenes.Get(0).Image.Width);
    }
}
