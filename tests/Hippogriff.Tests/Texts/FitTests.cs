using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff.Tests.Texts;

public partial class FitTests
{
    private const string Hostile = "a\u001b[2Jb\u0007c\u009b31m\0d\u202ee\u2066f\u200fg\r\nh\ti\u2028j\ud800k";

    [Fact]
    public void Nothing_that_a_terminal_obeys_or_that_turns_writing_around_stays()
    {
        Assert.Equal("a?[2Jb?c?31m?d?e?f?g\u00b6h i?j?k", Fit.Line(Hostile));
        Assert.Equal("a?[2Jb?c?31m?d?e?f?g\nh\ti?j?k", Fit.Lines(Hostile));
        Assert.DoesNotContain(Fit.Piece(Hostile), Fit.IsUnfit);
        Assert.Equal("a cat 猫 🐈 \u00e9", Fit.Line("a cat 猫 🐈 \u00e9"));
    }

    [Fact]
    public void Every_sentence_of_an_error_is_one_line_of_bounded_length()
    {
        HippogriffException error = new($"'{Hostile}' is wrong.", new IOException("one\ntwo"));
        Assert.DoesNotContain(error.Message, Fit.IsUnfit);
        Assert.StartsWith("'a?[2Jb", error.Message);
        string longest = new HippogriffException($"'{new string('x', 100_000)}' is no name that is known.").Message;
        Assert.InRange(longest.Length, 500, Fit.LongestSentence);
        Assert.EndsWith("is no name that is known.", longest);
    }

    [Fact]
    public void Of_a_file_of_JSON_a_sentence_quotes_short_pieces_only()
    {
        string name = new('n', 5_000);
        foreach (
            string json in new[]
            {
                $"{{\"{name}\":1}}",
                $"{{\"Known\":\"{name}\"}}",
                name,
                $"{{\"Known\":{{\"{name}\":[",
            }
        )
        {
            HippogriffException error = Assert.Throws<HippogriffException>(() =>
                JsonText.Read<Counted>(
                    json,
                    new JsonSerializerOptions
                    {
                        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
                    },
                    fault => fault
                )
            );
            Assert.InRange(error.Message.Length, 10, 250);
        }
    }

    [Fact]
    public void A_writer_lets_through_what_is_fit_whatever_way_it_comes()
    {
        StringWriter inner = new() { NewLine = "\n" };
        FitWriter writer = new(inner);
        foreach (char c in "a\u001b\U0001F408\u202e\n")
            writer.Write(c);
        writer.Write("b\u0007".ToCharArray());
        writer.WriteLine("c\u009b\U0001F408");
        writer.Write("{0}\0", 1);
        Assert.Equal("a?\U0001F408?\nb?c?\U0001F408\n1?", inner.ToString());
    }

    [Fact]
    public void JSON_for_a_terminal_says_the_same_in_numbers()
    {
        string json = "{\n  \"a\": \"x\u202ey\u009bz\"\n}";
        Assert.Equal("{\n  \"a\": \"x\\u202ey\\u009bz\"\n}", Fit.Json(json));
        Assert.Equal("x\u202ey\u009bz", JsonDocument.Parse(Fit.Json(json)).RootElement.GetProperty("a").GetString());
    }

    [Fact]
    public void Words_are_those_that_the_expression_of_old_found()
    {
        string[] pieces =
        [
            "a",
            "Z",
            "7",
            "\u00e9",
            "e\u0301",
            "\u0301",
            "'",
            "\u2019",
            "-",
            " ",
            ".",
            "猫",
            "\ud83d\udc08",
            "\ud83d",
            "_",
            "\u093f",
            "\u2167",
            "''",
            "--",
        ];
        Gen.Int[0, pieces.Length - 1]
            .Array[0, 12]
            .Select(picks => string.Concat(picks.Select(i => pieces[i])))
            .Sample(
                text =>
                    Words
                        .In(text)
                        .Select(range => text[range])
                        .SequenceEqual(Old().Matches(text).Select(match => match.Value)),
                iter: 5_000,
                threads: 1
            );
    }

    private sealed record Counted(int Known);

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['\u2019-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*")]
    private static partial Regex Old();
}
