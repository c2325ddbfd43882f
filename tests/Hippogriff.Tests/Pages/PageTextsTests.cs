using System.Text.RegularExpressions;
using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Tests.Pages;

/// <summary>Texts of pages: the same ones in every language, and numbers as each writes them.</summary>
public partial class PageTextsTests
{
    public static TheoryData<string> Languages => [.. PageTexts.All.Select(texts => texts.Language)];

    private static PageTexts German => PageTexts.Find("de")!;

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_every_text(string language) =>
        Assert.Equal(PageTexts.English.Names.Order(), PageTexts.Find(language)!.Names.Order());

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_the_same_places_for_values(string language)
    {
        PageTexts other = PageTexts.Find(language)!;
        Assert.DoesNotContain(
            PageTexts.English.Names,
            name => Differ(Places(PageTexts.English[name]), Places(other[name]), name)
        );
    }

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_the_same_markup(string language)
    {
        PageTexts other = PageTexts.Find(language)!;
        Assert.DoesNotContain(
            PageTexts.English.Names,
            name => !Tags(PageTexts.English[name]).SequenceEqual(Tags(other[name]))
        );
    }

    [Fact]
    public void German_texts_are_not_the_English_ones()
    {
        string[] same =
        [
            .. PageTexts.English.Names.Where(name =>
                PageTexts.English[name] == German[name] && WordOf().Count(PageTexts.English[name]) > 3
            ),
        ];
        Assert.All(same, name => Assert.Matches(@"\.(Words|Example|Prompts|Surprises)$", name)); // prompts to type
    }

    [Fact]
    public void Numbers_and_days_are_written_as_the_language_writes_them()
    {
        Assert.Equal("in Pixeln 1,5 (0,2 bis 3,0)", German["Inside.Spread.Apart.Pixels", 1.5, 0.2, 3.0]);
        Assert.Equal("in pixels by 1.5 (0.2 to 3.0)", PageTexts.English["Inside.Spread.Apart.Pixels", 1.5, 0.2, 3.0]);
        Assert.Equal("7. März 2026", German["Forms.Ago.Day", new DateTime(2026, 3, 7, 0, 0, 0, DateTimeKind.Utc)]);
        Assert.Equal(
            "7 March 2026",
            PageTexts.English["Forms.Ago.Day", new DateTime(2026, 3, 7, 0, 0, 0, DateTimeKind.Utc)]
        );
        Assert.Contains("2.048 MB", German["Train.ZipHint", 2048L], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 Bilder")]
    [InlineData(1, "1 Bild")]
    [InlineData(2, "2 Bilder")]
    public void One_and_many_have_their_forms(long number, string said) =>
        Assert.Equal(said, German.Count("Forms.Pictures", number));

    [Fact]
    public void A_phrase_is_said_in_the_language_that_is_asked_with_the_phrases_in_it()
    {
        Phrase left = new("Tour.Live.Left", 3, 20, new Phrase("Forms.Time.Seconds", 12));
        Assert.Equal("Step 3 of 20, 12 s left", PageTexts.English[left]);
        Assert.Equal("Schritt 3 von 20, noch 12 s", German[left]);
        Assert.Equal("", German[(Phrase?)null]);
    }

    [Fact]
    public void Values_within_markup_are_shown_as_they_are() =>
        Assert.Contains("&lt;b&gt;", German.Html("Story.Instead", "<b>").Value, StringComparison.Ordinal);

    [Fact]
    public void A_text_that_is_not_there_is_a_fault() =>
        Assert.Throws<KeyNotFoundException>(() => German["Tour.NoSuchText"]);

    [Theory]
    [InlineData(null, "", "en")]
    [InlineData(null, "de", "de")]
    [InlineData(null, "de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData(null, "en-GB,de;q=0.5", "en")]
    [InlineData(null, "tlh, de;q=0.4, en;q=0.1", "de")]
    [InlineData(null, "de;q=0, en", "en")]
    [InlineData(null, "tlh", "en")]
    [InlineData(null, "\0 not;;a=header", "en")]
    [InlineData("de", "en", "de")]
    [InlineData("en", "de", "en")]
    [InlineData("tlh", "de", "de")]
    [InlineData("../de", "en", "en")]
    public void The_language_is_the_chosen_one_else_the_one_asked_for_else_English(
        string? chosen,
        string accepted,
        string language
    ) => Assert.Equal(language, PageLanguage.Of(chosen, accepted).Language);

    [Fact]
    public void A_request_brings_the_choice_in_its_cookie()
    {
        DefaultHttpContext context = new();
        context.Request.Headers.AcceptLanguage = "en";
        context.Request.Headers.Cookie = $"{PageLanguage.Cookie}=de";
        Assert.Equal("de", PageLanguage.Of(context).Language);
    }

    [Fact]
    public void A_fault_of_the_pages_is_said_in_the_language_and_others_as_they_are()
    {
        Assert.Contains("Datei", German.Fault(new SaidException(new Phrase("From.Missing"))), StringComparison.Ordinal);
        Assert.Equal("No disk.", German.Fault(new HippogriffException("No disk.")));
    }

    /// <summary>A form for one need not say the number.</summary>
    private static bool Differ(HashSet<string> here, HashSet<string> there, string name) =>
        name.EndsWith(".One", StringComparison.Ordinal)
            ? !here.Union(["0"]).ToHashSet().SetEquals(there.Union(["0"]))
            : !here.SetEquals(there);

    private static HashSet<string> Places(string text) =>
        [.. Place().Matches(text).Select(match => match.Groups[1].Value)];

    private static string[] Tags(string text) => [.. Tag().Matches(text).Select(match => match.Value).Order()];

    [GeneratedRegex(@"\{(\d)(?::[^}]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex WordOf();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
