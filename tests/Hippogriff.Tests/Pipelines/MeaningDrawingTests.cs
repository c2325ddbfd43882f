using Hippogriff.Denoising;
using Hippogriff.Extensions.AI;
using Hippogriff.Metadata;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Microsoft.Extensions.AI;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A model of few words draws those that it was never taught, with the table of meanings that is in the repository.
/// </summary>
public class MeaningDrawingTests
{
    private static readonly Vocabulary Words = new([
        Vocabulary.Padding,
        Vocabulary.Unknown,
        "a",
        "and",
        "red",
        "two",
        "cat",
        "cats",
        "room",
        "in",
        "the",
    ]);

    [Fact]
    public async Task An_unknown_word_draws_the_very_picture_of_the_word_that_stands_for_it()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => Model(true));
        GeneratedImage fox = await DrawAsync(pipeline, "two Foxes in the kitchen"),
            cat = await DrawAsync(pipeline, "two cats in the room");
        Assert.Equal(cat.Image.Pixels, fox.Image.Pixels);
        Assert.Equal("two Foxes in the kitchen", fox.Settings.Prompt);
        Assert.Equal(["foxes: drawn as cats.", "kitchen: drawn as room."], fox.Reading!.Sentences());
        Assert.Equal(
            fox.Reading.Sentences(),
            pipeline.ReadingOf(new GenerationRequest { Prompt = "two Foxes in the kitchen" }).Sentences()
        );
        Assert.Empty(cat.Reading!.Sentences());
        Assert.Equal(fox.Image.Pixels, (await DrawAsync(pipeline, fox.Settings.Prompt)).Image.Pixels);
    }

    [Fact]
    public async Task Known_words_draw_the_same_picture_with_the_table_and_without_it()
    {
        await using DiffusionPipeline with = await DiffusionPipeline.LoadAsync(() => Model(true)),
            without = await DiffusionPipeline.LoadAsync(() => Model(false));
        foreach (string prompt in (string[])["a red cat", "", "two cats in the room and a cat"])
            Assert.Equal((await DrawAsync(without, prompt)).Image.Pixels, (await DrawAsync(with, prompt)).Image.Pixels);
    }

    [Fact]
    public async Task Without_the_table_unknown_words_are_left_out_and_named()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => Model(false));
        Assert.Equal(["fox"], (await DrawAsync(pipeline, "a fox")).Reading!.Prompt.Unknown);
    }

    [Fact]
    public async Task A_negative_prompt_is_understood_too()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => Model(true));
        GenerationRequest request = new()
        {
            Prompt = "a cat",
            NegativePrompt = "crimson",
            Seed = 1,
        };
        PromptReading reading = (await pipeline.GenerateAsync(request))[0].Reading!;
        Assert.Contains("crimson", Assert.Single(reading.Sentences()), StringComparison.Ordinal);
        Assert.Equal(["red"], reading.Negative!.Words);
    }

    [Fact]
    public async Task Pictures_carry_the_prompt_as_it_was_typed_and_what_was_drawn_for_its_words()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => Model(true));
        GenerationSettings settings = (await DrawAsync(pipeline, "a Fox, crimson")).Settings;
        Assert.Equal(("a Fox, crimson", "fox: cat; crimson: red"), (settings.Prompt, settings.DrawnAs));
        Infotext text = Infotext.Parse(Infotext.Write(settings));
        Assert.Equal(settings, text.Settings);
        Assert.Equal("fox: cat; crimson: red", text.Fields["Drawn as"]);
        Assert.Null((await DrawAsync(pipeline, "a red cat")).Settings.DrawnAs);
    }

    [Fact]
    public async Task An_image_generator_says_what_was_drawn_for_a_word()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => Model(true));
        HippogriffImageGenerator generator = new(pipeline);
        AIContent fox = Assert.Single((await generator.GenerateAsync(new ImageGenerationRequest("a fox"))).Contents);
        AIContent cat = Assert.Single((await generator.GenerateAsync(new ImageGenerationRequest("a cat"))).Contents);
        Assert.Equal(
            ["fox: drawn as cat."],
            Assert.IsAssignableFrom<IReadOnlyList<string>>(fox.AdditionalProperties![ImageProperties.Warnings])
        );
        Assert.DoesNotContain(ImageProperties.Warnings, cat.AdditionalProperties!.Keys);
    }

    [Fact]
    public void A_word_that_is_understood_is_none_that_the_model_knows_so_a_lora_learns_it()
    {
        using NetworkModel model = Model(true);
        TextReading reading = model.ReadingOf("crimson");
        Assert.Equal(
            (false, 0, "red"),
            (reading.IsWhole, reading.Unknown.Count, Assert.Single(reading.Understood).DrawnAs)
        );
        Assert.True(model.ReadingOf("crimson", new HashSet<string> { "crimson" }).IsWhole);
    }

    private static NetworkModel Model(bool understands) =>
        new(
            "tiny",
            "9876543210",
            TinyModel.Defaults,
            new NetworkParts(
                Words,
                TinyNetworks.Seeded(
                    new TextToImageNetwork(
                        new TextEncoder(new TextEncoderConfig(Words.Words.Count, 8, TinyNetworks.TextWidth, 1)),
                        TinyNetworks.Config("u_net").Build()
                    )
                ),
                null,
                Prediction.Sample
            )
            {
                Meanings = understands ? new ModelMeanings(Words) : null,
            }
        );

    private static async Task<GeneratedImage> DrawAsync(DiffusionPipeline pipeline, string prompt) =>
        (await pipeline.GenerateAsync(new GenerationRequest { Prompt = prompt, Seed = 5 }))[0];
}
