using System.Text.RegularExpressions;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Tests.Pages;

/// <summary>The texts of the tour in the studio, as hard to read as a child of eleven or twelve can.</summary>
public partial class TourReadingTests
{
    private const double MostGrade = 5,
        MostSchoolYear = 6;
    private const int FewestWords = 8,
        FewestInChapter = 30;

    [Fact]
    public void Every_chapter_can_be_read_by_a_child_in_English() =>
        Assert.Empty(TooHard("en", ReadingLevel.Grade, MostGrade));

    [Fact]
    public void Every_chapter_can_be_read_by_a_child_in_German() =>
        Assert.Empty(TooHard("de", ReadingLevel.SchoolYear, MostSchoolYear));

    [Theory]
    [InlineData("Der Hund schläft. Die Katze ist da. Es ist Nacht.", -4, 2)]
    [InlineData("Die Wahrscheinlichkeitsverteilung berücksichtigt Abhängigkeiten benachbarter Bildelemente.", 15, 40)]
    public void A_German_text_has_the_year_of_school_that_one_expects(string text, double least, double most) =>
        Assert.InRange(ReadingLevel.SchoolYear(text), least, most);

    /// <summary>Chapters above a level: their names and levels.</summary>
    private static IReadOnlyList<string> TooHard(string language, Func<string, double> level, double most)
    {
        PageTexts texts = PageTexts.Find(language)!;
        (string Name, double Level)[] chapters = texts
            .Names.Where(name => name.StartsWith("Tour.", StringComparison.Ordinal) || IsGame(name))
            .Select(name => (Chapter: IsGame(name) ? "Game" : name.Split('.')[1], Text: Plain(texts[name])))
            .Where(text => text.Text.Split(' ').Length >= FewestWords && text.Text.AsSpan().IndexOfAny(".!?") >= 0)
            .GroupBy(text => text.Chapter, text => text.Text)
            .Select(chapter => (Name: chapter.Key, Text: string.Join(' ', chapter)))
            .Where(chapter => ReadingLevel.Words(chapter.Text).Length >= FewestInChapter)
            .Select(chapter => (chapter.Name, level(chapter.Text)))
            .ToArray();
        Assert.InRange(chapters.Length, 9, 20);
        return [.. chapters.Where(one => one.Level > most).Select(one => $"{one.Name} {one.Level:0.0}")];
    }

    private static bool IsGame(string name) => name.StartsWith("Game.", StringComparison.Ordinal);

    private static string Plain(string text) => Place().Replace(Markup().Replace(text, ""), "7");

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
