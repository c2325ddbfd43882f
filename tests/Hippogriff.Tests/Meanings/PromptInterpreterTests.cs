using Hippogriff.Meanings;
using Hippogriff.Models.Text;

namespace Hippogriff.Tests.Meanings;

/// <summary>What strangers type, read with the words of the model first.</summary>
public class PromptInterpreterTests
{
    [Theory]
    [InlineData("a fox", "a cat", "fox: cat")]
    [InlineData("A FOX!", "a cat", "fox: cat")]
    [InlineData("three Foxes", "three cats", "foxes: cats")]
    [InlineData("a red fox", "a red cat", "fox: cat")]
    [InlineData("a duck and a wolf", "a bird and a dog", "duck: bird, wolf: dog")]
    [InlineData("Italian food on a table", "pizza on a table", "italian food: pizza")]
    [InlineData("two sailing-boats in the lagoon", null, "sailing-boats: sailboats")]
    [InlineData("2 kitties", "two cats", "2: two, kitties: cats")]
    [InlineData("a gray cat", "a grey cat", "gray: grey")]
    [InlineData("a huge crimson elephant", "a big red elephant", "huge: big, crimson: red")]
    [InlineData("a dragon, pixelart", "a dinosaur pixel art", "dragon: dinosaur, pixelart: pixel art")]
    [InlineData("a mouse in the garden", null, "garden: meadow")]
    [InlineData("a dog in the kitchen", "a dog in the room", "kitchen: room")]
    [InlineData("a guinea pig", "a pig", "guinea pig: pig")]
    [InlineData("snow man", "snowman", "snow man: snowman")]
    [InlineData("a tiny dog next to a giant snail", "a small dog next to a big snail", "tiny: small, giant: big")]
    [InlineData("a unicorn in a forest", "a pegasus in a tree", "unicorn: pegasus, forest: tree")]
    [InlineData("a fire truck", "a automobile", "fire truck: automobile")]
    [InlineData("raven", "bird", "raven: bird")]
    [InlineData("a t-rex", "a dinosaur", "t-rex: dinosaur")]
    [InlineData("a guinea-pig", "a pig", "guinea-pig: pig")]
    [InlineData("a red-fox", "a red cat", "fox: cat")]
    public void A_word_that_was_never_taught_is_drawn_as_the_nearest_that_was(
        string prompt,
        string? read,
        string understood
    )
    {
        TextReading reading = Read(prompt);
        if (read is not null)
            Assert.Equal(read, string.Join(' ', reading.Words));
        string said = string.Join(", ", reading.Understood.Select(word => $"{word.Typed}: {word.DrawnAs}"));
        foreach (string one in understood.Split(", "))
            Assert.Contains(one, said, StringComparison.Ordinal);
        Assert.False(reading.IsWhole);
    }

    [Theory]
    [InlineData("a hot dog", "a", "hot dog")]
    [InlineData("ice cream", "", "ice cream")]
    [InlineData("ice creams", "", "ice creams")]
    [InlineData("a polar-bear", "a", "polar-bear")]
    [InlineData("a polar bear", null, "polar bear")]
    [InlineData("a cat in the snow", "a cat in the", "snow")]
    [InlineData("democracy", "", "democracy")]
    [InlineData("a cat is sleeping", "a cat", "is, sleeping")]
    [InlineData("an elefant", "an", "elefant")]
    [InlineData("a shit cat", "a cat", "shit")]
    [InlineData("\u72d0\u72f8", "", "\u72d0\u72f8")]
    [InlineData("a \u72d0\u72f8 cat", "a cat", "\u72d0\u72f8")]
    [InlineData("\u043a\u0440\u0430\u0441\u043d\u044b\u0439 fox", "cat", "\u043a\u0440\u0430\u0441\u043d\u044b\u0439")]
    [InlineData("a fox\u72d0", "a", "fox\u72d0")]
    [InlineData("the cowboy", "the", "cowboy")]
    [InlineData("a doctor", "a", "doctor")]
    [InlineData("windmill", "", "windmill")]
    [InlineData("an astronaut", "an", "astronaut")]
    [InlineData("a cup of coffee", "a", "cup of coffee")]
    public void What_is_not_near_enough_is_left_out_and_named(string prompt, string? read, string unknown)
    {
        TextReading reading = Read(prompt);
        if (read is not null)
            Assert.Equal(read, string.Join(' ', reading.Words));
        Assert.Equal(unknown, string.Join(", ", reading.Unknown));
    }

    [Theory]
    [InlineData("a cat in the style of Van Gogh", "van, gogh")]
    [InlineData("Van Gogh painting of a cat", "van, gogh")]
    [InlineData("Van Gogh", "van, gogh")]
    [InlineData("a portrait of Tiger Woods", "tiger")]
    [InlineData("a picture of Fox Mulder, in snow", "fox, mulder")]
    public void The_first_word_of_a_proper_name_is_no_thing(string prompt, string left)
    {
        TextReading reading = Read(prompt);
        Assert.DoesNotContain(reading.Understood, word => left.Split(", ").Contains(word.Typed));
        Assert.All(left.Split(", "), word => Assert.Contains(word, reading.Unknown));
    }

    [Theory]
    [InlineData("a van in the snow", "van")]
    [InlineData("A Van On The Beach", "van")]
    [InlineData("Fox Sleeping On A Table", "fox")]
    [InlineData("Van, Goat and a cat", "van")]
    [InlineData("A FOX AND A VAN", "fox")]
    [InlineData("a FOX", "fox")]
    [InlineData("Wolf in a Kitchen", "wolf")]
    [InlineData("an Italian Food stall", "italian food")]
    public void Capitals_alone_make_no_name(string prompt, string understood) =>
        Assert.Contains(Read(prompt).Understood, word => word.Typed == understood);

    [Theory]
    [InlineData("")]
    [InlineData(" , ; ")]
    [InlineData("\ud83e\udd8a\ud83d\udc31")]
    public void A_prompt_without_words_is_whole(string prompt)
    {
        Assert.Empty(Read(prompt).Words);
        Assert.True(Read(prompt).IsWhole);
    }

    [Fact]
    public void A_prompt_of_known_words_is_read_as_it_stands_and_no_meaning_is_asked()
    {
        string prompt = "Two red cats, next to a blue dog on the beach at night, a pencil sketch";
        TextReading with = Tables.FirstWords.Read(prompt, 24, interpreter: new NeverAsked()),
            without = Tables.FirstWords.Read(prompt, 24);
        Assert.Equal(without.Words, with.Words);
        Assert.True(with.IsWhole);
    }

    [Fact]
    public void Known_words_of_a_prompt_stay_as_they_are_beside_unknown_ones()
    {
        string[] known = ["a", "cat", "riding", "on", "the", "back", "of", "flat", "hippo", "orange"];
        TextReading reading = Read(string.Join(" fox ", known));
        Assert.Equal(known, reading.Words.Where((_, i) => i % 2 == 0));
        Assert.All(reading.Words.Where((_, i) => i % 2 == 1), word => Assert.Equal("cat", word));
    }

    [Fact]
    public void A_phrase_does_not_reach_over_a_comma()
    {
        Assert.Equal("pizza", string.Join(' ', Read("italian food").Words));
        Assert.DoesNotContain(Read("italian, food").Understood, word => word.Typed == "italian food");
    }

    [Fact]
    public void A_phrase_of_eight_words_is_one_word_where_the_table_has_it()
    {
        string row = Enumerable
            .Range(0, Tables.Shipped.Count)
            .Select(Tables.Shipped.WordOf)
            .MaxBy(word => word.Count(c => c == ' '))!;
        TextReading reading = Read($"a cat, {row}");
        Assert.Equal(["a", "cat"], reading.Words.Take(2));
        Assert.Contains(row, reading.Unknown.Concat(reading.Understood.Select(word => word.Typed)));
    }

    [Fact]
    public void A_prompt_that_goes_on_is_cut_behind_the_last_word_that_is_read()
    {
        TextReading reading = Read(string.Concat(Enumerable.Repeat("a fox and a duck, ", 100)));
        Assert.Equal(24, reading.Words.Count);
        Assert.Equal(500 - 24, reading.Cut.Count);
        Assert.Equal(2, reading.Understood.Count);
    }

    [Fact]
    public void A_phrase_that_does_not_fit_is_cut_whole()
    {
        TextReading reading = TextReading.Of(
            [new("a", ["a"]), new("pixelart", ["pixel", "art"]), new("cat", ["cat"])],
            2
        );
        Assert.Equal(["a"], reading.Words);
        Assert.Equal(["pixelart", "cat"], reading.Cut);
        Assert.Empty(reading.Understood);
    }

    [Theory]
    [InlineData("fox\tcat,,dog")]
    [InlineData("fox\tcat,")]
    [InlineData("fox\t!")]
    public void Another_name_of_no_word_is_refused_by_its_line(string line) =>
        Assert.Contains(
            "names.tsv",
            Assert.ThrowsAny<HippogriffException>(() => WordAliases.Of([line], "names.tsv")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_words_of_a_lora_are_known()
    {
        TextReading reading = Tables.FirstWords.Read(
            "a rex and a fox",
            24,
            new HashSet<string> { "rex" },
            Tables.First
        );
        Assert.Equal(["a", "rex", "and", "a", "cat"], reading.Words);
    }

    [Fact]
    public void A_vocabulary_without_a_list_of_its_own_takes_kinds_from_the_table()
    {
        Vocabulary words = Vocabulary.From([
            "a woman on a sofa",
            "two women with an apple",
            "apples near the lake",
            "a crimson lamp",
            "an orange cup",
        ]);
        IReadOnlyList<VocabularyName> names = VocabularyNames.Of(words, Tables.Shipped);
        Assert.Contains(new VocabularyName("woman", WordKinds.Person, "women"), names);
        Assert.Contains(new VocabularyName("apple", WordKinds.Thing, "apples"), names);
        Assert.Contains(new VocabularyName("orange", WordKinds.Colour), names);
        Assert.DoesNotContain(
            names,
            name => name.Name is "a" or "near" or "the" or "with" or "two" && name.Kind != WordKinds.Number
        );
        PromptInterpreter reader = new(Tables.Shipped, WordAliases.None, names);
        Assert.Equal(
            "two women on a sofa",
            string.Join(' ', words.Read("two ladies on a couch", null, null, reader).Words)
        );
    }

    private static TextReading Read(string prompt) => Tables.FirstWords.Read(prompt, 24, interpreter: Tables.First);

    private sealed class NeverAsked : IWordInterpreter
    {
        public IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows) =>
            throw new InvalidOperationException("Nobody needed to ask.");
    }
}
