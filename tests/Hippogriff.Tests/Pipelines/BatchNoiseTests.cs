using Hippogriff.Denoising;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>One generator of noise for all pictures of a request, and each of them drawn again.</summary>
public sealed class BatchNoiseTests
{
    private static readonly GenerationRequest s_five = new()
    {
        Prompt = "a red square",
        Seed = 7,
        Count = 5,
        Steps = 3,
        NoiseSource = NoiseSources.Batch,
    };

    private static async Task<IReadOnlyList<GeneratedImage>> DrawAsync(GenerationRequest request)
    {
        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => TinyModel.Create());
        return await pipeline.GenerateAsync(request);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("euler_ancestral")] // draws noise on the way, too
    public async Task How_many_are_computed_at_once_changes_neither_pictures_nor_settings(string sampler)
    {
        GenerationRequest request = s_five with { Sampler = sampler };
        IReadOnlyList<GeneratedImage> together = await DrawAsync(request),
            apart = await DrawAsync(request with { BatchSize = 2 });
        Assert.Equal(together.Select(one => one.Settings), apart.Select(one => one.Settings));
        Assert.All(together, one => Assert.Equal(7, one.Settings.Seed)); // one generator, one seed
        foreach ((GeneratedImage one, GeneratedImage other) in together.Zip(apart))
            Assert.InRange(TinyModel.Difference(one.Image, other.Image), 0, 1);
        Assert.True(TinyModel.Difference(together[0].Image, together[2].Image) > 1);
        Assert.True(TinyModel.Difference(together[2].Image, apart[0].Image) > 1);
    }

    [Theory]
    [InlineData("euler", null)]
    [InlineData("euler", 2)]
    [InlineData("euler_ancestral", 2)]
    public async Task Each_picture_is_drawn_again_from_what_its_file_says(string sampler, int? atOnce)
    {
        IReadOnlyList<GeneratedImage> five = await DrawAsync(s_five with { Sampler = sampler, BatchSize = atOnce });
        for (int i = 0; i < five.Count; i++)
        {
            Infotext said = Infotext.Parse(Infotext.Write(five[i].Settings));
            GeneratedImage again = Assert.Single(await DrawAsync(new GenerationRequest(said.ToOptions())));
            Assert.Equal(five[i].Settings, again.Settings);
            Assert.InRange(TinyModel.Difference(five[i].Image, again.Image), 0, 1);
        }
    }

    [Fact]
    public async Task A_request_for_some_pictures_of_a_batch_goes_on_from_its_place_and_not_beyond_the_end()
    {
        GenerationRequest lastTwo = s_five with { Count = 2, NoiseSource = "batch-4-of-5" };
        IReadOnlyList<GeneratedImage> two = await DrawAsync(lastTwo);
        Assert.Equal(["batch-4-of-5", "batch-5-of-5"], two.Select(one => one.Settings.NoiseSource));
        HippogriffException fault = await Assert.ThrowsAsync<HippogriffException>(() =>
            DrawAsync(lastTwo with { Count = 3 })
        );
        Assert.Contains("batch-4-of-5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("2 pictures", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_request_draws_the_same_batch_and_takes_another_count()
    {
        using IPictureModel model = new ToyModel();
        PreparedRequest prepared = model.Facts.Prepare(s_five with { Steps = null });
        Assert.Equal("batch-1-of-5", prepared.Settings.NoiseSource);
        Assert.Equal((NoiseSources.Batch, 5), (prepared.ToOptions().NoiseSource, prepared.ToOptions().Count));
        // one seed for all: none above the last is needed
        Assert.Equal(Seeds.Last, model.Facts.Prepare(s_five with { Seed = Seeds.Last }).Settings.Seed);
    }
}
