using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Tests.Pages;

/// <summary>Words of a prompt while it is typed.</summary>
public class WordChipTests
{
    private static readonly IReadOnlySet<string> s_none = new HashSet<string>();

    private static readonly ModelWords s_words = new(
        new Vocabulary([Vocabulary.Padding, Vocabulary.Unknown, "a", "red", "cat", "elephant"]),
        most: 4
    );

    [Fact]
    public void A_known_word_takes_the_place_of_the_one_that_was_clicked()
    {
        const string Typed = "A  Elefant, a elefant cat";
        IReadOnlyList<WordChip> chips = WordChip.Of(Typed, s_words, s_none);
        WordChip second = chips.Where(chip => chip.Typed == "elefant").ElementAt(1);
        Assert.Equal(["elephant"], second.Offers);
        Assert.Equal("A  Elefant, a elephant cat", second.Replaced(Typed, "elephant"));
    }

    [Fact]
    public void A_word_that_is_still_typed_is_not_called_unknown()
    {
        Assert.True(WordChip.Of("a ele", s_words, s_none)[1].IsBegun);
        Assert.False(WordChip.Of("a ele ", s_words, s_none)[1].IsBegun);
        Assert.False(WordChip.Of("a elx", s_words, s_none)[1].IsBegun);
    }

    [Fact]
    public void New_words_of_a_lora_are_known() =>
        Assert.Equal(WordFateKind.Known, WordChip.Of("a rex", s_words, new HashSet<string> { "rex" })[1].Kind);

    [Fact]
    public void Each_line_is_a_prompt_of_its_own_where_several_are_written()
    {
        const string Typed = "a red cat\na red cat\na elefant";
        IReadOnlyList<WordChip> chips = WordChip.OfLines(Typed, s_words, s_none);
        Assert.DoesNotContain(chips, chip => chip.Kind == WordFateKind.Cut);
        Assert.Equal("a red cat\na red cat\na elephant", chips[^1].Replaced(Typed, "elephant"));
    }

    [Fact]
    public void Examples_and_surprises_are_of_words_that_the_model_knows()
    {
        Assert.All(PromptExamples.Of(s_words, 6), prompt => Assert.True(s_words.Read(prompt).IsWhole, prompt));
        Assert.Equal(6, PromptExamples.Of(null, 6).Count);
        Assert.Equal("ein roter Apfel auf einem Tisch", PromptExamples.Of(null, 6, PageTexts.Find("de")!)[0]);
        Assert.Equal(PromptExamples.Of(s_words, 6), PromptExamples.Of(s_words, 6, PageTexts.Find("de")!)); // reads none
        Assert.NotEqual(PromptExamples.Surprise(null, 1), PromptExamples.Surprise(null, 2));
    }
}
