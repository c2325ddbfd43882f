using System.Text.Json;
using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Meanings;

/// <summary>Prompts in German, Spanish and French, read for the model first.</summary>
public class PromptTranslatorTests
{
    private static readonly WordTranslations s_words = MeaningTables.Translations(Tables.Folder);

    private static readonly PromptTranslator s_first = new(s_words, Tables.First);

    [Theory]
    [InlineData("eine rote Katze auf einer Wiese", "a red cat on a meadow")]
    [InlineData("zwei Katzen am Strand", "two cats on the beach")]
    [InlineData("drei rote Äpfel auf einem Tisch", "three red apples on a table")]
    [InlineData("ein Vogel unter einem roten Regenschirm", "a bird under a red umbrella")]
    [InlineData("eine blaue Katze links von einem roten Apfel", "a blue cat to the left of a red apple")]
    [InlineData("un gato rojo sobre una mesa", "a red cat on a table")]
    [InlineData("un chat bleu à gauche d'une pomme rouge", "a blue cat to the left of a red apple")]
    [InlineData("Katze", "cat")]
    [InlineData("rote Katze", "red cat")]
    [InlineData("кошка", "cat")]
    public void A_prompt_in_another_language_is_read_as_its_English_one(string prompt, string read) =>
        Assert.Equal(read, string.Join(' ', Read(prompt).Words));

    [Theory]
    [InlineData("rot")]
    [InlineData("rote")]
    [InlineData("roter")]
    [InlineData("rotes")]
    [InlineData("roten")]
    [InlineData("rotem")]
    public void Endings_of_adjectives_say_the_same_colour(string form) =>
        Assert.Equal("red", WordForms.Find(s_words, "de", form, before: null)!.Value.Word.English);

    [Theory]
    [InlineData("baum", null, false)]
    [InlineData("bäume", null, true)]
    [InlineData("bäumen", "zwei", true)]
    [InlineData("häuser", null, true)]
    [InlineData("äpfel", null, true)]
    [InlineData("autos", null, true)]
    [InlineData("autos", "des", false)]
    [InlineData("löwen", "einen", false)]
    [InlineData("katzen", null, true)]
    public void Forms_of_nouns_say_whether_there_are_several(string form, string? before, bool several) =>
        Assert.Equal(several, WordForms.Find(s_words, "de", form, before)!.Value.Several);

    [Fact]
    public void What_is_told_are_the_words_as_they_were_typed()
    {
        TextReading read = Read("eine rote Katze auf einer Wiese");
        Assert.Equal(
            [("rote", "red"), ("katze", "cat"), ("wiese", "meadow")],
            read.Understood.Select(word => (word.Typed, word.DrawnAs))
        );
        Assert.Equal(["eine", "rote", "katze", "auf", "einer", "wiese"], read.Fates.Select(fate => fate.Typed));
        Assert.Empty(read.Unknown);
    }

    [Fact]
    public void An_unknown_word_of_another_language_is_named_as_it_was_typed() =>
        Assert.Equal(["zollstock"], Read("ein Zollstock auf einem Tisch").Unknown);

    [Fact]
    public void A_thing_that_the_model_does_not_know_is_drawn_as_the_nearest_one()
    {
        TextReading read = Read("ein Fuchs auf einer Wiese");
        Assert.Contains(("fuchs", "cat"), read.Understood.Select(word => (word.Typed, word.DrawnAs)));
    }

    [Theory]
    [InlineData("a red hat on a table")]
    [InlineData("two foxes in the kitchen")]
    [InlineData("a boot on the beach")] // a boat in German
    [InlineData("a gift in the grass")] // poison in German
    [InlineData("an old car, die cast")]
    public void An_English_prompt_is_read_as_without_other_languages(string prompt) => AssertSame(prompt);

    [Fact]
    public void Every_word_of_the_model_and_of_its_lists_is_read_as_without_other_languages()
    {
        foreach (string word in Tables.FirstWords.Words)
            AssertSame(word);
        foreach (string file in (string[])["examples.jsonl", "own-words-2026-11-30.jsonl"])
        foreach (JsonElement line in Tables.Lines(file))
            AssertSame(line.GetProperty("word").GetString()!);
        foreach (JsonElement line in Tables.Lines("lookups.jsonl"))
            if (line.GetProperty("how").GetString() is not ("none" or "unknown"))
                AssertSame(line.GetProperty("text").GetString()!);
    }

    [Fact]
    public void Nothing_is_translated_where_it_is_switched_off()
    {
        PromptTranslator off = new(WordTranslations.None, Tables.First);
        Assert.DoesNotContain("cat", Tables.FirstWords.Read("eine Katze", interpreter: off).Words);
    }

    /// <summary>The lists were written before anything was measured. Shares of 30 November 2026.</summary>
    [Theory]
    [InlineData("de", 60, 55)]
    [InlineData("es", 30, 29)]
    [InlineData("fr", 30, 24)]
    public void Most_prompts_of_a_list_are_read_as_a_person_would_say_them(string language, int all, int least)
    {
        (string Prompt, string Wanted)[] lines =
        [
            .. File.ReadLines(Path.Combine(Data, $"prompts.{language}.tsv"))
                .Select(line => line.Split('\t'))
                .Select(pair => (pair[0], pair[1])),
        ];
        Assert.Equal(all, lines.Length);
        string[] wrong =
        [
            .. lines
                .Where(line => Plain(string.Join(' ', Read(line.Prompt).Words)) != Plain(line.Wanted))
                .Select(line => $"{line.Prompt}: {string.Join(' ', Read(line.Prompt).Words)}, not {line.Wanted}"),
        ];
        Assert.True(all - wrong.Length >= least, $"{all - wrong.Length} of {all}:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [InlineData("de\tkatze")]
    [InlineData("de\t\tcat")]
    [InlineData("de\tkatze\t~")]
    public void A_damaged_line_is_named(string line) =>
        Assert.Contains(
            "is damaged",
            Assert.Throws<HippogriffException>(() => WordTranslations.Of([line], "translations.tsv")).Message,
            StringComparison.Ordinal
        );

    private static string Data => Path.Combine(Repository.Root, "tests", "Hippogriff.Tests", "Meanings", "Data");

    /// <summary>"an owl" and "a owl" are one to the model's reader of a list.</summary>
    private static string Plain(string text) =>
        string.Join(' ', text.Split(' ').Select(word => word is "an" ? "a" : word));

    private static TextReading Read(string prompt) => Tables.FirstWords.Read(prompt, interpreter: s_first);

    private static void AssertSame(string prompt) =>
        Assert.Equal(Tables.FirstWords.Read(prompt, interpreter: Tables.First).Fates, Read(prompt).Fates);
}
