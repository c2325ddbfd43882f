using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Tests.Texts;

/// <summary>
/// A mark names a file, so a word in it is never drawn by chance, and that it was not followed is said.
/// </summary>
public sealed class PromptTagsTests
{
    private static readonly Vocabulary s_words = Vocabulary.From(["a dog and a cat on grass"]);

    [Theory]
    [InlineData("a cat <lora:dog:0.8> on grass", "a cat on grass", "<lora:dog:0.8>")]
    [InlineData("<lora:dog>a cat", "a cat", "<lora:dog>")]
    [InlineData("a cat<lyco:grass:1>", "a cat", "<lyco:grass:1>")]
    [InlineData("a <hypernet:dog:0.5> cat", "a cat", "<hypernet:dog:0.5>")]
    [InlineData("a cat < a dog > and a: cat", "a cat a dog and a cat", "")]
    [InlineData("a <3 cat", "a cat", "3")]
    public void Marks_are_not_read_as_words_and_named_as_a_whole(string prompt, string read, string unknown)
    {
        TextReading reading = s_words.Read(prompt);
        Assert.Equal(read, string.Join(' ', reading.Words));
        Assert.Equal(unknown, string.Join(' ', reading.Unknown));
    }

    [Fact]
    public void The_sentence_names_the_mark_and_says_where_a_LoRA_is_named()
    {
        PromptReading reading = PromptReading.Of(
            text => s_words.Read(text),
            "a zebra <lora:dog:0.8>",
            "<lora:cat:1>",
            guidance: 3
        );
        IReadOnlyList<string> said = reading.Sentences();
        Assert.Equal(2, said.Count);
        Assert.Contains("'zebra'", said[0], StringComparison.Ordinal);
        Assert.DoesNotContain("lora", said[0], StringComparison.Ordinal);
        foreach (string part in new[] { "'<lora:dog:0.8>'", "'<lora:cat:1>'", "--lora" })
            Assert.Contains(part, said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_is_taken_out_and_others_stay()
    {
        (string rest, IReadOnlyList<string> tags) = PromptTags.Split("a <lora:x:1> cat <lyco:y>", "lora");
        Assert.Equal(("a   cat <lyco:y>", "<lora:x:1>"), (rest, Assert.Single(tags)));
    }
}
