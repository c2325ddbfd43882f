using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>What is compared on pages is really told apart.</summary>
public sealed class ShownOutputTests
{
    [Theory]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""", true, true)]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""", false, false)]
    [InlineData("""{"a": {"c": [1]}}""", """{"a": {"c": [1], "d": 2}}""", true, true)]
    [InlineData("""{"a": 1, "b": 2}""", """{"a": 1}""", true, false)]
    [InlineData("""{"a": "1"}""", """{"a": 1}""", true, false)]
    [InlineData("""{"a": [1]}""", """{"a": [1, 2]}""", true, false)]
    public void Json_is_whole_or_a_part(string shown, string came, bool part, bool same)
    {
        using JsonDocument page = JsonDocument.Parse(shown),
            answer = JsonDocument.Parse(came);
        Assert.Equal(same, ShownOutput.Difference(page.RootElement, answer.RootElement, part: part) is null);
    }

    [Theory]
    [InlineData("b [...] d", "a\nb c d\ne", true)]
    [InlineData("b\nc", "a\nb\nc", true)]
    [InlineData("b", "a b", false)]
    [InlineData("a\nc", "a\nb\nc", false)]
    public void Lines_are_a_part(string shown, string came, bool part) =>
        Assert.Equal(part, ShownOutput.IsPart(shown, came));

    [Fact]
    public void Rows_have_the_names_of_the_last_column_but_one() =>
        Assert.Equal(["what", "FMA peak"], ShownOutput.Rows("    what      found\nok  FMA peak  162 GFLOP/s\n\nend"));
}
