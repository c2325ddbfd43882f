using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Pages.Lesson;

namespace Hippogriff.Tests.Pages;

/// <summary>What a work sheet asks, and whether its key is right.</summary>
public class WorkSheetTests
{
    private static readonly string[] s_things = ["cat", "owl", "pizza", "house", "rocket", "whale"];

    private static readonly ModelWords s_words = new(
        new Vocabulary([Vocabulary.Padding, Vocabulary.Unknown, "a", "an", .. s_things]),
        most: 24,
        names: [.. s_things.Select(thing => new VocabularyName(thing, WordKinds.Thing))]
    );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void The_key_leads_from_the_mixed_film_and_pictures_to_the_right_ones(int number)
    {
        WorkSheet sheet = new(s_words, number);
        string film = sheet.FilmKey.Replace(" ", "", StringComparison.Ordinal);
        int[] inOrder = [.. film.Select(letter => sheet.Frames["ABCDE".IndexOf(letter, StringComparison.Ordinal)])];
        Assert.Equal([0, 5, 10, 15, 20], inOrder);
        Assert.Equal(4, sheet.Prompts.Distinct().Count());
        foreach (string answer in sheet.PictureKey.Split(", "))
        {
            int prompt = answer[0] - '1',
                place = answer[2] - 'A';
            Assert.Equal(prompt, sheet.Pictures[place]);
        }
    }

    [Fact]
    public void A_number_gives_the_same_sheet_again_and_another_one_another()
    {
        WorkSheet one = new(s_words, 3),
            again = new(s_words, 3);
        Assert.Equal(one.Frames, again.Frames);
        Assert.Equal(one.Prompts, again.Prompts);
        Assert.Contains(
            Enumerable.Range(4, 9).Select(number => new WorkSheet(s_words, number)),
            other => !other.Prompts.SequenceEqual(one.Prompts)
        );
    }

    [Fact]
    public void It_says_what_the_very_model_knows_of_the_sentence() =>
        Assert.Equal(
            ["fox", "rides", "bicycle", "on", "the", "beach", "at", "night"],
            new WorkSheet(s_words, 1).Reading!.Unknown
        );
}
