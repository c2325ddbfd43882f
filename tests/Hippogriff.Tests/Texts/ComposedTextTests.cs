using Hippogriff.Models.Text;
using Hippogriff.Story;
using Hippogriff.Texts;

namespace Hippogriff.Tests.Texts;

public class ComposedTextTests
{
    /// <summary>
    /// Recorded with a whole implementation of Unicode's normalization forms: what is written, and its Form C.
    /// </summary>
    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("nai\u0308ve", "na\u00efve")]
    [InlineData("\u1112\u1161\u11ab\u1100\u116e\u11a8", "\ud55c\uad6d")] // Hangul, reckoned
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("A\u030a\u0323", "\u1ea0\u030a")] // marks in canonical order: the one below comes first
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("s\u0323\u0307", "\u1e69")] // two marks, one letter
    [InlineData("o\u0328\u0304", "\u01ed")]
    [InlineData("\u212b\u2126", "\u00c5\u03a9")] // signs that are letters
    [InlineData("\u0958", "\u0915\u093c")] // excluded from composition
    [InlineData("\u0f73\u0344", "\u0f71\u0f72\u0308\u0301")]
    [InlineData("\ufb1d", "\u05d9\u05b4")]
    [InlineData("\u30ab\u3099", "\u30ac")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")] // beyond the first plane
    [InlineData("\ud804\udc99\ud804\udcba", "\ud804\udc9a")]
    [InlineData("a\u0301b\u0301\u0300", "\u00e1b\u0301\u0300")]
    [InlineData("\u0301a", "\u0301a")] // a mark without a letter
    public void Letters_and_their_marks_become_one_character_where_there_is_one(string written, string composed)
    {
        Assert.Equal(composed, ComposedText.Of(written));
        Assert.Equal(composed, ComposedText.Of(composed));
        Assert.Equal("x " + composed, ComposedText.Of("x " + written));
    }

    [Theory]
    [InlineData("a\ud800b")]
    [InlineData("\udc00\u0301")]
    [InlineData("\ufffe\uffff\u0301")]
    [InlineData("e\u0301\ud83d")]
    [InlineData("\ufdd0 \0")]
    public void Halves_of_pairs_and_what_is_no_character_are_taken_as_they_are(string text)
    {
        Assert.Equal(text.Replace("e\u0301", "\u00e9"), ComposedText.Of(text));
        Assert.Equal(Vocabulary.Split(text), Vocabulary.Split(ComposedText.Of(text)));
        Assert.Equal(WordList.Key(text), WordList.Key(ComposedText.Of(text)));
    }

    [Fact]
    public void A_text_that_is_composed_is_given_back_itself()
    {
        string text = new(['c', 'a', 'f', '\u00e9', ' ', '\u732b']);
        Assert.Same(text, ComposedText.Of(text));
    }

    [Fact]
    public void Many_marks_on_one_letter_are_put_in_order_in_no_time()
    {
        string marks = string.Concat(Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? '\u0301' : '\u0323'));
        string composed = ComposedText.Of("q" + marks);
        Assert.Equal(100_001, composed.Length);
        Assert.Equal("q\u0323\u0323", composed[..3]);
        Assert.EndsWith("\u0301", composed);
    }

    [Fact]
    public void Words_are_the_same_whichever_way_they_are_written()
    {
        Vocabulary composed = Vocabulary.From(["un caf\u00e9 na\u00eff \ud55c\uad6d"]),
            apart = new([Vocabulary.Padding, Vocabulary.Unknown, "cafe\u0301"]);
        Assert.True(composed.Read("CAFE\u0301 nai\u0308f \u1112\u1161\u11ab\u1100\u116e\u11a8").IsWhole);
        Assert.True(apart.Read("caf\u00e9 cafe\u0301").IsWhole); // a model that learned the other form
        Assert.Equal(WordList.Key("Cafe\u0301"), WordList.Key("caf\u00e9"));
    }
}
