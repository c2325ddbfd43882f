using Hippogriff.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class VocabularyTests
{
    private static readonly string[] captions = ["a red cat", "a red dog", "a cat, a CAT!", "zebra and apple"];

    [Fact]
    public void The_frequent_words_come_first_and_equals_by_name()
    {
        Assert.Equal(
            ["<pad>", "<unk>", "a", "cat", "red", "and", "apple", "dog", "zebra"],
            Vocabulary.From(captions).Words
        );
        Assert.Equal(Vocabulary.From(captions).Words, Vocabulary.From(captions.Reverse()).Words);
    }

    [Fact]
    public void Rare_words_and_those_beyond_the_limit_are_left_out()
    {
        Assert.Equal(["<pad>", "<unk>", "a", "cat", "red"], Vocabulary.From(captions, least: 2).Words);
        Assert.Equal(["<pad>", "<unk>", "a", "cat"], Vocabulary.From(captions, most: 2).Words);
    }

    [Fact]
    public void Texts_become_the_numbers_of_their_known_words_padded_with_zero_and_cut_at_the_length()
    {
        using Tensor ids = Vocabulary.From(captions).Encode(["A  red, cat.", "", "a purple cat and a red dog"], 4);
        Assert.Equal(ScalarType.Int64, ids.dtype);
        Assert.Equal([3, 4], ids.shape);
        Assert.Equal(
            [
                2,
                4,
                3,
                0, /**/
                0,
                0,
                0,
                0, /**/
                2,
                3,
                5,
                2,
            ],
            ids.data<long>().ToArray()
        );
    }

    [Theory]
    [InlineData("80s TV-commercial", "80s|tv-commercial")]
    [InlineData("don't rock'n'roll", "don't|rock'n'roll")]
    [InlineData("a cat's 'quoted' word- -dash", "a|cat's|quoted|word|dash")]
    [InlineData("Été À MÜNCHEN", "été|à|münchen")]
    [InlineData("cafe\u0301 NOIR", "caf\u00e9|noir")] // an accent apart is joined with its letter
    [InlineData("кошка и 猫 と 고양이", "кошка|и|猫|と|고양이")]
    [InlineData("हिन्दी में बिल्ली", "हिन्दी|में|बिल्ली")] // vowel signs belong to their words
    [InlineData("a\tb\r\nc a_b 🐈 <pad>", "a|b|c|a|b|pad")]
    [InlineData("... --- !!!", "")]
    [InlineData("", "")]
    public void A_word_is_a_run_of_letters_marks_and_digits(string text, string words) =>
        Assert.Equal(words.Split('|', StringSplitOptions.RemoveEmptyEntries), Vocabulary.Split(text));

    [Fact]
    public void A_curly_apostrophe_is_an_apostrophe() =>
        Assert.Equal(Vocabulary.Split("the cat's toy"), Vocabulary.Split("the cat\u2019s toy"));

    [Fact]
    public void Half_a_character_is_passed_over_like_punctuation()
    {
        Assert.Equal(["cat"], Vocabulary.Split("cat \ud83d"));
        Assert.Equal(["cat"], Vocabulary.Split("\udc08 cat"));
    }

    [Fact]
    public void Words_never_seen_are_named_once_each()
    {
        Assert.Equal(["purple", "flying"], Vocabulary.From(captions).Read("A purple, PURPLE cat flying").Unknown);
        Assert.True(Vocabulary.From(captions).Read("a cat").IsWhole);
    }

    [Fact]
    public void Unknown_words_take_no_places_and_what_stands_behind_the_last_place_is_cut_whether_known_or_not()
    {
        TextReading read = Vocabulary.From(captions).Read("a flying red purple cat, zyzzyva and a cat", 3);
        Assert.Equal(["a", "red", "cat"], read.Words);
        Assert.Equal(["flying", "purple"], read.Unknown);
        Assert.Equal(["zyzzyva", "and", "a", "cat"], read.Cut);
        Assert.Equal((3, false), (read.Most, read.IsWhole));
        Assert.True(Vocabulary.From(captions).Read("a red cat", 3).IsWhole);
    }

    [Fact]
    public void Words_that_are_added_are_read_and_take_places()
    {
        TextReading read = Vocabulary.From(captions).Read("a rex and a cat", 3, new HashSet<string> { "rex" });
        Assert.Equal(["a", "rex", "and"], read.Words);
        Assert.Equal(["a", "cat"], read.Cut);
    }

    [Fact]
    public void A_list_of_words_that_is_no_vocabulary_is_refused_in_a_sentence()
    {
        Assert.Contains(
            "<pad>",
            Assert.Throws<HippogriffException>(() => new Vocabulary(["cat", "dog"])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<pad>",
            Assert.Throws<HippogriffException>(() => new Vocabulary([])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'cat' twice",
            Assert.Throws<HippogriffException>(() => new Vocabulary(["<pad>", "<unk>", "cat", "cat"])).Message,
            StringComparison.Ordinal
        );
    }
}
