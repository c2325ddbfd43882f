using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Data;

/// <summary>Folders of pictures of mixed shapes, with buckets.</summary>
public sealed class BucketedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private sealed class Heard : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }

    /// <summary>A picture of one grey that says in its caption which.</summary>
    private void Add(string name, int width, int height, byte grey = 100)
    {
        _folder.Write(name + ".png", PngFile.Encode(TinyModel.Plain(width, height, grey, grey, grey)));
        _folder.Write(name + ".txt", $"grey {grey}");
    }

    private void AddMixed()
    {
        for (int i = 0; i < 5; i++)
            Add($"square{i}", 100, 100, (byte)i);
        for (int i = 0; i < 3; i++)
            Add($"wide{i}", 200, 120, (byte)(10 + i));
        Add("tall", 60, 200, 20);
    }

    private FolderSource Open(IProgress<string>? report = null) =>
        FolderSource.Open(_folder.Path, 64, seed: 4, new() { Buckets = 8 }, report);

    [Fact]
    public void Pictures_are_cut_to_the_size_nearest_to_their_shape_and_the_run_says_so()
    {
        AddMixed();
        Heard heard = [];
        FolderSource source = Open(heard);
        Assert.Equal(
            [new BucketCount(64, 64, 5), new BucketCount(80, 48, 3), new BucketCount(48, 80, 1)],
            source.Buckets
        );
        Said.InOrder("3 sizes: 5 to 64x64, 3 to 80x48, 1 to 48x80", Assert.Single(heard));
        Assert.All(
            Enumerable.Range(0, 9),
            i => Assert.Equal(Shape(source.Get(i).Caption), (source.Get(i).Image.Width, source.Get(i).Image.Height))
        );
    }

    private static (int, int) Shape(string caption) =>
        int.Parse(caption.Split(' ')[1]) switch
        {
            < 10 => (64, 64),
            < 20 => (80, 48),
            _ => (48, 80),
        };

    [Fact]
    public void Batches_have_one_size_each_picture_its_caption_and_all_come_equally_often()
    {
        AddMixed();
        IExampleSource source = Open();
        // four epochs of nine, in batches of four
        Example[][] batches = [.. Enumerable.Range(0, 9 * 4 / 4).Select(i => source.Batch(i, 4))];
        Assert.All(batches, batch => Assert.Single(batch.Select(e => (e.Image.Width, e.Image.Height)).Distinct()));
        Assert.All(batches.SelectMany(b => b), e => Assert.Equal($"grey {e.Image.Pixels[0]}", e.Caption));
        Assert.All(batches.SelectMany(b => b).GroupBy(e => e.Caption), g => Assert.Equal(4, g.Count()));
        Assert.Equal(9, batches.SelectMany(b => b).Select(e => e.Caption).Distinct().Count());
        Assert.Equal(batches[7].Select(e => e.Caption), ((IExampleSource)Open()).Batch(7, 4).Select(e => e.Caption));
        Assert.Equal(
            (4, 3 * 4 * batches[0][0].Image.Width * batches[0][0].Image.Height),
            (PictureBatch.Take(source, 0, 4).Count, PictureBatch.Take(source, 0, 4).Bytes.Length)
        );
    }

    [Fact]
    public void The_shape_is_that_of_the_picture_as_it_is_looked_at()
    {
        _folder.Write(
            "a.jpg",
            PictureBytes.WithOrientation(ImageEncoding.Encode(TinyModel.Plain(200, 120, 9, 9, 9), ImageFormat.Jpeg), 6)
        );
        _folder.Write("a.txt", "turned");
        RgbImage image = Open().Get(0).Image;
        Assert.Equal((48, 80), (image.Width, image.Height));
    }

    [Fact]
    public void A_picture_that_is_damaged_later_is_replaced_in_its_size()
    {
        for (int i = 0; i < 6; i++)
            Add($"{i}", 70, 70, (byte)i);
        Add("z", 200, 120, 77);
        IExampleSource source = FolderSource.Open(
            _folder.Path,
            64,
            4,
            new() { Buckets = 8, KeptBytes = 3 * 64 * 64 * 3 }
        );
        _folder.Write("z.png", "no picture"); // the last of seven, and only three are kept
        Example replaced = Enumerable
            .Range(0, 7)
            .Select(i => source.Batch(i, 1)[0])
            .Single(e => e.Image.Width != e.Image.Height);
        Assert.Equal(("grey 0", 80, 48), (replaced.Caption, replaced.Image.Width, replaced.Image.Height));
    }

    [Fact]
    public void Without_buckets_all_are_squares_and_scenes_have_none()
    {
        AddMixed();
        Assert.Equal([new BucketCount(64, 64, 9)], FolderSource.Open(_folder.Path, 64, 4).Buckets);
        Scenes.ToySprites.Write(_folder.In("sprites"), SceneWorld.First, "noto");
        Said.Refusing(
            FaultKind.InvalidRequest,
            $"'{_folder.In("sprites")}' holds sprites ... squares",
            () => TrainingData.Open(_folder.In("sprites"), 64, 1, new() { Buckets = 8 })
        );
    }

    [Fact]
    public void Large_pictures_have_no_more_buckets_than_small_ones()
    {
        Assert.All(
            new[] { 64, 96, 120, 256, 512, 1024 },
            side =>
            {
                IReadOnlyList<(int Width, int Height)> sizes = AspectBuckets.For(side, 8);
                Assert.InRange(sizes.Count, 5, 13);
                Assert.All(
                    sizes,
                    size =>
                        Assert.True(
                            size.Width % 8 == 0 && size.Height % 8 == 0 && size.Width * size.Height <= side * side
                        )
                );
            }
        );
    }
}
