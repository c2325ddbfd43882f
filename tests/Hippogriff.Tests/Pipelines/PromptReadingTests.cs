using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// What a person is told about words that are not read, of a model that knows "red" and "cat" and reads three words.
/// </summary>
public class PromptReadingTests
{
    private static PromptReading Read(string prompt, string negative = "", double guidance = 4) =>
        PromptReading.Of(
            text => TextReading.Of(text.Split(' '), word => word is "red" or "cat", 3),
            prompt,
            negative,
            guidance
        );

    [Fact]
    public void Nothing_is_said_where_every_word_is_read()
    {
        PromptReading whole = Read("red red cat", "cat");
        Assert.True(whole.IsWhole);
        Assert.Empty(whole.Sentences());
    }

    [Fact]
    public void Unknown_words_of_either_prompt_are_named_and_so_is_the_prompt()
    {
        PromptReading strange = Read("red zeppelin with cat", "teapot");
        Assert.False(strange.IsWhole);
        Assert.Collection(
            strange.Sentences(),
            said =>
            {
                Assert.Contains("'zeppelin', 'with'", said);
                Assert.DoesNotContain("negative", said);
            },
            said =>
            {
                Assert.Contains("'teapot'", said);
                Assert.Contains("negative prompt", said);
            }
        );
    }

    [Theory]
    [InlineData("xyzzy plugh", true)]
    [InlineData("xyzzy cat", false)]
    public void A_prompt_without_any_known_word_is_said_to_be_none(string prompt, bool none) =>
        Assert.Equal(
            none,
            Assert.Single(Read(prompt).Sentences()).Contains("as without a prompt", StringComparison.Ordinal)
        );

    [Fact]
    public void Words_behind_the_last_that_is_read_are_quoted_of_either_prompt_known_or_not()
    {
        PromptReading cut = Read("red cat red zeppelin cat", "cat cat cat red");
        Assert.False(cut.IsWhole);
        Assert.Collection(
            cut.Sentences(),
            said =>
            {
                Assert.Contains("3 words of a prompt", said);
                Assert.Contains("'zeppelin cat'", said);
            },
            said =>
            {
                Assert.Contains("3 words of a negative prompt", said);
                Assert.Contains("'red'", said);
            }
        );
    }

    [Fact]
    public void A_negative_prompt_that_has_no_say_is_not_spoken_of()
    {
        PromptReading off = Read("cat", "teapot red red red red", guidance: 1);
        Assert.True(off.IsWhole);
        Assert.Empty(off.Sentences());
    }

    [Fact]
    public void Of_a_long_rest_the_first_words_are_quoted_and_the_others_counted()
    {
        string said = Assert.Single(
            Read("red red red" + string.Concat(Enumerable.Repeat(" red", 12)) + " cat cat cat").Sentences()
        );
        Assert.Contains("3 more words", said);
        Assert.DoesNotContain("cat", said);
    }

    [Fact]
    public void What_several_prompts_of_one_drawing_share_is_said_once()
    {
        IReadOnlyList<string> said = PromptReading.Sentences([
            Read("zeppelin cat cat cat red"),
            Read("zeppelin red cat red red"),
            Read("teapot cat cat cat cat"),
        ]);
        Assert.Equal(3, said.Count);
        Assert.Contains("'zeppelin', 'teapot'", said[0]);
        Assert.Contains("'red'", said[1]);
        Assert.Contains("'cat'", said[2]);
    }
}
