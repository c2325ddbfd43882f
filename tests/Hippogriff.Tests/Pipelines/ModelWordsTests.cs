using Hippogriff.Meanings;
using Hippogriff.Metadata;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>What is known of a prompt before a model is loaded.</summary>
public class ModelWordsTests
{
    private static readonly Vocabulary s_known = new([
        Vocabulary.Padding,
        Vocabulary.Unknown,
        "a",
        "red",
        "cat",
        "elephant",
        "banana",
        "on",
        "grass",
    ]);

    private static readonly VocabularyName[] s_names =
    [
        new("cat", WordKinds.Thing, "cats"),
        new("elephant", WordKinds.Thing),
        new("red", WordKinds.Colour),
        new("grass", WordKinds.Place),
    ];

    [Fact]
    public void Every_word_has_its_fate_in_the_order_of_the_prompt()
    {
        ModelWords words = new(s_known, most: 3, new ModelMeanings(s_known, s_names), s_names);
        Assert.Equal(
            [
                new("a", WordFateKind.Known),
                new("fox", WordFateKind.Understood, "cat"),
                new("qqzz", WordFateKind.Unknown),
                new("on", WordFateKind.Known),
                new("grass", WordFateKind.Cut),
            ],
            words.Read("A fox, qqzz on grass").Fates
        );
    }

    [Fact]
    public void A_tag_of_another_program_is_a_word_that_is_left_out() =>
        Assert.Contains(
            new WordFate("<lora:x:1>", WordFateKind.Unknown),
            new ModelWords(s_known, most: 9).Read("a cat <lora:x:1>").Fates
        );

    [Theory]
    [InlineData("elefant", "elephant")]
    [InlineData("bananna", "banana")]
    [InlineData("acr", null)] // too short to be guessed at
    [InlineData("xylophone", null)]
    public void A_slip_of_the_pen_is_offered_the_word_that_was_meant(string typed, string? offered) =>
        Assert.Equal(offered, new ModelWords(s_known, most: 9).Near(typed, 3).FirstOrDefault());

    [Fact]
    public void A_word_that_means_something_else_is_offered_the_nearest_that_is_known()
    {
        ModelWords words = new(s_known, most: 9, new ModelMeanings(s_known, s_names), s_names);
        Assert.Equal("cat", words.Near("puppy", 1)[0]);
        Assert.DoesNotContain("cat", words.Near("puppy", 3, like: "red")); // only what is of that kind
    }

    [Fact]
    public void A_name_is_shown_by_a_prompt_of_known_words()
    {
        ModelWords words = new(s_known, most: 9, names: s_names);
        Assert.Equal(["a cat", "an elephant", "a red cat", "a cat on grass"], words.Names.Select(words.Showing));
    }

    [Fact]
    public void What_was_left_out_and_not_read_stands_in_the_picture_with_that_of_the_negative_prompt()
    {
        ModelWords words = new(s_known, most: 2);
        GenerationSettings drawn = PromptReading
            .Of(text => words.Read(text), "a zeppelin cat on grass", "airship", guidance: 4)
            .NotedIn(SettingsOfTests);
        Assert.Equal((null, "zeppelin, airship", "on grass"), (drawn.DrawnAs, drawn.LeftOut, drawn.NotRead));
        Infotext text = Infotext.Parse(Infotext.Write(drawn));
        Assert.Equal("zeppelin, airship", text.Fields["Left out"]);
        Assert.Equal(drawn, text.Settings);
    }

    private static GenerationSettings SettingsOfTests =>
        new()
        {
            Prompt = "a zeppelin cat on grass",
            NegativePrompt = "airship",
            Seed = 1,
            Steps = 2,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 4,
            Width = 16,
            Height = 16,
            Model = "toy",
            ModelHash = "0123456789",
        };
}
