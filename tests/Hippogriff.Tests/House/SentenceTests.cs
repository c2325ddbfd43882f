using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>One idea a sentence: pages have sentences of at most 25 words. Tables and code are not counted.</summary>
public sealed partial class SentenceTests
{
    private const int Most = 25;

    /// <summary>
    /// Pages that still have longer sentences, and how many; the numbers fall to none. What is measured and tried comes
    /// last.
    /// </summary>
    private static readonly Dictionary<string, int> s_longer = new()
    {
        ["docs/measurements/first.md"] = 10,
        ["docs/measurements/glass-box.md"] = 6,
        ["docs/measurements/own-pictures.md"] = 2,
        ["docs/measurements/perfect.md"] = 2,
        ["docs/measurements/stereograms.md"] = 2,
        ["docs/reliability.md"] = 14,
    };

    [Fact]
    public void Sentences_of_pages_have_at_most_25_words()
    {
        List<string> wrong = [];
        foreach (Page page in Page.All(Repository.Root))
        {
            string[] longer = [.. SentencesOf(page).Where(sentence => Words().Count(sentence) > Most)];
            if (longer.Length > s_longer.GetValueOrDefault(page.Path))
                wrong.AddRange(longer.Select(sentence => $"{page.Path}: {sentence}"));
        }
        Assert.Empty(wrong);
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
