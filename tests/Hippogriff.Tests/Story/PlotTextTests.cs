using Hippogriff.Story;

namespace Hippogriff.Tests.Story;

public class PlotTextTests
{
    [Theory]
    [InlineData("A clown fish, separated from his banana - must find his way home!")]
    [InlineData("The director's ex-wife (42) moves to \"Paris\"...")]
    [InlineData("  Élodie’s café  burns. ")]
    public void Between_the_words_everything_stays_as_it_was(string text)
    {
        PlotText plot = PlotText.Of(text);
        Assert.Equal(text, plot.With(plot.Words));
        Assert.Equal(text.Length, plot.With([.. plot.Words.Select(w => new string('X', w.Length))]).Length);
    }

    [Fact]
    public void Words_keep_their_inner_apostrophes_and_hyphens()
    {
        Assert.Equal(["The", "director's", "ex-wife", "is", "42"], PlotText.Of("The director's ex-wife is -42-").Words);
        Assert.Empty(PlotText.Of("?! ...").Words);
    }

    [Fact]
    public void A_plot_of_words_is_written_as_a_sentence()
    {
        string[] words = ["gold", "stolen", "in", "France"];
        Assert.Equal("Gold stolen in France.", PlotText.OfWords(words).With(words));
        Assert.Equal("<Gold> <stolen> <in> <France>.", PlotText.OfWords(words).With(words, (_, w) => $"<{w}>"));
        Assert.Throws<ArgumentException>(() => PlotText.OfWords(words).With(["gold"]));
    }

    [Theory]
    [InlineData("", "no words")]
    [InlineData("  ?!", "no words")]
    [InlineData("A bell\u0007 rings", "U+0007")]
    [InlineData("Золото stolen in France", "not Latin")]
    [InlineData("金が stolen", "not Latin")]
    public void What_no_plot_can_be_is_refused_in_a_sentence(string text, string named)
    {
        string sentence = Assert.Throws<HippogriffException>(() => PlotInput.Read(text)).Message;
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', sentence);
    }

    [Fact]
    public void Endless_texts_and_words_are_refused_and_long_ones_are_not()
    {
        Assert.Contains(
            "characters long",
            Assert
                .Throws<HippogriffException>(() => PlotInput.Read(string.Join(' ', Enumerable.Repeat("gold", 10_000))))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "1,001 words",
            Assert
                .Throws<HippogriffException>(() => PlotInput.Read(string.Join(' ', Enumerable.Repeat("gold", 1_001))))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "61 letters",
            Assert.Throws<HippogriffException>(() => PlotInput.Read(new string('a', 61))).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(1_000, PlotInput.Read(string.Join(' ', Enumerable.Repeat("gold", 1_000))).Words.Count);
        Assert.Equal(["Élodie", "naïve"], PlotInput.Read("Élodie naïve").Words);
    }

    [Fact]
    public void A_word_is_found_whatever_its_case_and_apostrophe()
    {
        WordList list = new(["father", "France", "don't"]);
        Assert.True(list.TryFind("FRANCE", out int? france));
        Assert.Equal(1, france);
        Assert.True(list.TryFind("Don\u2019t", out int? dont));
        Assert.Equal(2, dont);
        Assert.False(list.TryFind("popsicle", out _));
        Assert.Contains(
            "twice",
            Assert.Throws<HippogriffException>(() => new WordList(["gold", "Gold"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Words_that_look_alike_share_pieces_and_others_do_not()
    {
        long[] one = Spelling.Of("barbecue", 100_000),
            many = Spelling.Of("barbecues", 100_000),
            other = Spelling.Of("tower", 100_000);
        Assert.Equal(Spelling.Pieces, one.Length);
        Assert.InRange(one.Intersect(many).Count(), 8, Spelling.Pieces);
        Assert.Empty(one.Intersect(other));
        Assert.Equal(Spelling.Pieces, Spelling.Of("a", 64).Length);
        Assert.Equal(Spelling.Pieces, Spelling.Of("", 64).Length);
        Assert.All(Spelling.Of("antidisestablishmentarianism", 64), piece => Assert.InRange(piece, 0, 63));
    }
}
