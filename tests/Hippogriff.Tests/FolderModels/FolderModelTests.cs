using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.FolderModels;

public class FolderModelTests
{
    private static readonly (RgbImage Image, string Caption)[] pictures =
    [
        (TinyModel.Plain(16, 8, 220, 30, 30), "a red square"),
        (TinyModel.Plain(16, 8, 30, 200, 30), "a green square"),
        (TinyModel.Plain(16, 8, 30, 30, 220), "the blue sea"),
    ];

    private static FolderModel Create() =>
        new("folder:toys", [.. pictures.Select(p => p.Image)], [.. pictures.Select(p => p.Caption)], CPU);

    private static Task<DiffusionPipeline> Open() => DiffusionPipeline.LoadAsync(Create);

    [Theory]
    [InlineData("red", 0)]
    [InlineData("a green square", 1)]
    [InlineData("sea", 2)]
    public async Task A_prompt_draws_the_picture_it_names(string prompt, int picture)
    {
        using DiffusionPipeline pipeline = await Open();
        foreach (
            GeneratedImage drawn in await pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = prompt,
                    Seed = 1,
                    Count = 3,
                }
            )
        )
            Assert.InRange(TinyModel.Difference(drawn.Image, pictures[picture].Image), 0, 1);
    }

    [Fact]
    public async Task Without_words_it_draws_all_of_them_by_and_by()
    {
        using DiffusionPipeline pipeline = await Open();
        IReadOnlyList<GeneratedImage> drawn = await pipeline.GenerateAsync(
            new GenerationRequest
            {
                Prompt = "",
                Seed = 1,
                Count = 24,
            }
        );
        Assert.All(drawn, d => Assert.Contains(pictures, p => TinyModel.Difference(d.Image, p.Image) <= 1));
        Assert.All(pictures, p => Assert.Contains(drawn, d => TinyModel.Difference(d.Image, p.Image) <= 1));
    }

    [Fact]
    public async Task A_slightly_noised_picture_is_found_again()
    {
        using DiffusionPipeline pipeline = await Open();
        foreach (
            GeneratedImage drawn in await pipeline.GenerateAsync(
                new GenerationRequest
                {
                    Prompt = "",
                    Seed = 1,
                    Count = 4,
                    Source = TinyModel.Plain(16, 8, 60, 180, 60),
                    Strength = 0.3,
                }
            )
        )
            Assert.InRange(TinyModel.Difference(drawn.Image, pictures[1].Image), 0, 1);
    }

    [Fact]
    public async Task Only_the_size_of_its_pictures_can_be_drawn()
    {
        using DiffusionPipeline pipeline = await Open();
        string sentence = (
            await Assert.ThrowsAsync<HippogriffException>(() =>
                pipeline.GenerateAsync(
                    new GenerationRequest
                    {
                        Prompt = "",
                        Width = 32,
                        Height = 16,
                    }
                )
            )
        ).Message;
        Assert.Contains("16x8", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_no_caption_has_are_named()
    {
        using FolderModel model = Create();
        Assert.Equal(["purple"], model.ReadingOf("A purple SEA, purple").Unknown);
        Assert.Empty(model.ReadingOf("").Unknown);
    }

    [Fact]
    public void Its_hash_follows_its_pictures_and_it_frees_them()
    {
        long before = TinyNetworks.Live;
        using (
            FolderModel model = Create(),
                same = Create(),
                other = new("other", [pictures[0].Image], ["x"], CPU)
        )
        {
            Assert.Matches("^[0-9a-f]{10}$", model.Hash);
            Assert.Equal(model.Hash, same.Hash);
            Assert.NotEqual(model.Hash, other.Hash);
        }
        Assert.Equal(before, TinyNetworks.Live);
    }
}
