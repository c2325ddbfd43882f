using System.Text.Json;
using Hippogriff.Models.Text;

namespace Hippogriff.Tests.Meanings;

/// <summary>
/// The lists again, each word in a prompt for the model first: names written by hand, forms and phrases count too.
/// </summary>
public class WholeReadingTests
{
    private static readonly string[] Lists = ["examples.jsonl", "own-words-2026-11-30.jsonl"];

    [Fact]
    public void Of_what_is_drawn_for_words_never_taught_at_most_one_in_twenty_is_wrong()
    {
        (int asked, int right, List<string> wrong) = (0, 0, []);
        foreach (
            JsonElement line in Lists.SelectMany(Tables.Lines).Where(line => line.TryGetProperty("accept_first", out _))
        )
        {
            string word = line.GetProperty("word").GetString()!;
            string[] fine = Tables.Texts(line.GetProperty("accept_first"));
            if (fine.Length > 0)
                asked++;
            TextReading reading = Read($"a {word}");
            if (reading.Understood is not [var understood])
                continue;
            string drawn = NameOf(understood.DrawnAs);
            if (fine.Contains(drawn))
                right++;
            else
                wrong.Add($"{word}: {drawn}");
        }
        string figures = $"{right} of {asked} drawn rightly, {wrong.Count} wrongly: {string.Join(", ", wrong)}";
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        Assert.True(right > 0.7 * asked && wrong.Count <= (right + wrong.Count) / 20, figures);
    }

    [Theory]
    [InlineData("scarlet", "red")]
    [InlineData("lilac", "purple")]
    [InlineData("cyan", "blue")]
    [InlineData("charcoal", "black")]
    [InlineData("violet", "purple")]
    [InlineData("gold", "yellow")]
    [InlineData("silver", "grey")]
    [InlineData("magenta", "pink")]
    public void Colours_by_other_names_are_the_nearest_colour(string colour, string read) =>
        Assert.Equal($"a {read} cat", string.Join(' ', Read($"a {colour} cat").Words));

    /// <summary>The thing of the world's list that a name of the model stands for: a kitten is a cat there.</summary>
    private static string NameOf(string drawn) =>
        Tables.World("first").Nearest(Tables.Shipped.LookUp(drawn)!, byKind: false)[0].Name;

    private static TextReading Read(string prompt) => Tables.FirstWords.Read(prompt, 24, interpreter: Tables.First);
}
