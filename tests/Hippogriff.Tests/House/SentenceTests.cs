using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>One idea a sentence: pages have sentences of at most 25 words. Tables and code are not counted.</summary>
public sealed partial class SentenceTests
{
    private const int Most = 25;

    [Fact]
    public void Sentences_of_pages_have_at_most_25_words()
    {
        string[] longer =
        [
            .. Page.All(Repository.Root)
                .SelectMany(page => SentencesOf(page).Select(sentence => (page.Path, Sentence: sentence)))
                .Where(found => Words().Count(found.Sentence) > Most)
                .Select(found => $"{found.Path}: {found.Sentence}"),
        ];
        Assert.Empty(longer);
    }

    [Fact]
    public void Sentences_of_the_studios_pages_have_at_most_25_words()
    {
        string[] files = [.. Repository.Pages("src/Hippogriff.Studio").Where(path => path.EndsWith(".razor"))];
        Assert.NotEmpty(files);
        string[] longer =
        [
            .. files.SelectMany(path =>
                RazorText
                    .Of(File.ReadAllText(Path.Combine(Repository.Root, path)))
                    .SelectMany(Sentences.Of)
                    .Where(sentence => Sentences.Words(sentence) > Most)
                    .Select(sentence => $"{path}: {sentence}")
            ),
        ];
        Assert.Empty(longer);
    }

    [Fact]
    public void What_a_page_of_the_studio_says_is_told_from_its_code()
    {
        const string page = """
            @page "/watch"
            @* A note that nobody sees. *@
            @if (_steps is { Count: > 0 } && Show("what is not one"))
            {
                <p class="hint">One <b>bold @(Name("x"))</b> word.
                    And <a href="/a?b=1">more</a>.</p>
                <Slider Help="@Say(3)" Label="Each picture costs as much as one drawing does." />
            }
            @code {
                private string Text => "Not more than a few words of code.";
            }
            """;
        Assert.Equal(
            ["One bold x word. And more.", "Each picture costs as much as one drawing does."],
            RazorText.Of(page)
        );
    }

    [Fact]
    public void Sentences_are_told_apart()
    {
        Page page = new(
            "a.md",
            "# A title\n\nOne two. Three `a b c`\nfour: five!\n\n- six\n- [seven eight](x.md) nine\n| a | b |\n"
        );
        Assert.Equal(
            ["One two.", "Three code four:", "five!", "six", "seven eight nine"],
            SentencesOf(page).Where(sentence => sentence.Length > 0)
        );
    }

    private static IEnumerable<string> SentencesOf(Page page)
    {
        List<string> paragraphs = [""];
        foreach (string line in page.Prose())
        {
            bool item = Item().IsMatch(line);
            if (line.Trim().Length == 0 || item || line.StartsWith('#') || line.TrimStart().StartsWith('|'))
                paragraphs.Add("");
            if (!line.StartsWith('#') && !line.TrimStart().StartsWith('|'))
                paragraphs[^1] += $" {Item().Replace(line, "").Trim()}";
        }
        return paragraphs
            .Select(text => Code().Replace(Link().Replace(text.Trim(), "$1"), "code"))
            .SelectMany(text => End().Split(text));
    }

    [GeneratedRegex(@"^\s*([-*>]|\d+\.)\s")]
    private static partial Regex Item();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex("""(?<=[.!?:;]["*)_]*)\s+""")]
    private static partial Regex End();

    [GeneratedRegex(@"\S*\w\S*")]
    private static partial Regex Words();
}
