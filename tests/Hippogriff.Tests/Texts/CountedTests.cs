using System.Text.RegularExpressions;
using Hippogriff.Tests.House;
using Hippogriff.Texts;

namespace Hippogriff.Tests.Texts;

public sealed partial class CountedTests
{
    [Theory]
    [InlineData(0, "0 pictures")]
    [InlineData(1, "1 picture")]
    [InlineData(2, "2 pictures")]
    [InlineData(12_000, "12000 pictures")]
    public void One_thing_is_told_in_the_singular(long number, string text) =>
        Assert.Equal(text, Counted.Of(number, "picture"));

    [Fact]
    public void Irregular_nouns_verbs_and_groups_of_digits_are_said()
    {
        Assert.Equal("1 try", Counted.Of(1, "try", "tries"));
        Assert.Equal("2 tries", Counted.Of(2, "try", "tries"));
        Assert.Equal("12,000 pictures", Counted.Grouped(12_000, "picture"));
        Assert.Equal("hangs", Counted.Noun(1, "hangs", "hang"));
    }

    /// <summary>A list's length beside a plural noun would say "1 pictures".</summary>
    [Fact]
    public void No_sentence_puts_the_length_of_a_list_before_a_plural()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src"))
            wrong.AddRange(
                lines
                    .Where(line => !line.Contains("///", StringComparison.Ordinal) && Bare().IsMatch(line))
                    .Select(line => $"{path}: {line.Trim()}")
            );
        Assert.Empty(wrong);
    }

    [GeneratedRegex(
        @"(?<! [?:] \$""|all )\{[A-Za-z_][A-Za-z_.]*\.(?:Count|Length)(?::N0)?\} (?:pictures|words|characters|steps|files|seeds|prompts|jobs|bytes|sprites|plots|captions|layers)\b"
    )]
    private static partial Regex Bare();
}
