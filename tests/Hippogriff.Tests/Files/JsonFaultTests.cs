using System.Text.Json;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Tests.Files;

public class JsonFaultTests
{
    [Theory]
    [InlineData("{\"name\": \"a\",\n\"sise\": 64}", "line 2 has the name \"sise\", which is not known there")]
    [InlineData("{\"name\": \"a\",\n\n\"size\": \"wide\"}", "line 3 gives \"size\" a value of the wrong kind")]
    [InlineData("{\"name\": \"a\"}", "it lacks \"network\", \"defaults\"")]
    [InlineData("{\"name\": ", "line 1 is not JSON")]
    [InlineData("", "is not JSON")]
    public void A_recipe_that_cannot_be_read_is_refused_in_words_of_the_file(string json, string said)
    {
        string message = Assert.Throws<HippogriffException>(() => TrainingRecipe.Parse(json, "mine.json")).Message;
        Assert.Contains(said, message);
        Assert.DoesNotContain("System.", message);
        Assert.DoesNotContain("LineNumber", message);
        Assert.EndsWith(".", message);
    }

    [Fact]
    public void So_is_a_world() =>
        Assert.Contains(
            "line 1 has the name \"things\"",
            Assert.Throws<HippogriffException>(() => SceneWorld.Parse("{\"things\": []}", "mine.json")).Message
        );

    [Fact]
    public void A_name_that_an_object_has_twice_is_told_without_the_programs_types()
    {
        JsonSerializerOptions once = new() { AllowDuplicateProperties = false };
        JsonException typed = Assert.ThrowsAny<JsonException>(() =>
            JsonSerializer.Deserialize<Dictionary<string, int>[]>("[{\"n\": 1,\n\"n\": 2}]", once)
        );
        JsonException plain = Assert.ThrowsAny<JsonException>(() =>
            JsonDocument.Parse("{\"n\": 1, \"n\": 2}", new JsonDocumentOptions { AllowDuplicateProperties = false })
        );
        JsonException ofOurs = new("Duplicate property 'n' encountered during deserialization of type 'Our.Order'.");
        foreach ((JsonException error, string name) in new[] { (typed, ""), (plain, "n"), (ofOurs, "n") })
        {
            Assert.Equal(name, JsonFault.TwiceNamed(error));
            Assert.EndsWith(
                name.Length == 0 ? "has a name a second time" : "has the name \"n\" a second time",
                JsonFault.Explain(error),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Whatever_the_parser_says_comes_out_without_its_coordinates()
    {
        JsonException error = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse("{]"));
        Assert.StartsWith("line 1 is not JSON (", JsonFault.Explain(error));
        Assert.DoesNotContain("BytePosition", JsonFault.Explain(error));
    }

    private static JsonException Error(string message, long? line = null, string? path = null) =>
        new(message, path, line, bytePositionInLine: null);

    [Theory]
    [InlineData("A list holds null.", 4L, null, "line 5 has null in a list, where nothing may be left out")]
    [InlineData("A number is beyond all.", 0L, null, "line 1 has a number that is larger than any that can be held")]
    [InlineData("'size' doesn't allow setting null values.", 1L, "$.size", "line 2 gives \"size\" no value")]
    [InlineData("The type doesn't allow null.", null, "$", "it gives the whole no value")]
    [InlineData("It could not be converted.", null, null, "it gives the whole a value of the wrong kind")]
    [InlineData("It could not be converted.", 2L, "$.a[3]", "line 3 gives \"a[3]\" a value of the wrong kind")]
    [InlineData("Odd. Path: $.a | LineNumber: 1.", 1L, "$.a", "line 2 is not JSON (Odd)")]
    [InlineData("Odd. LineNumber: 1.", null, null, "it is not JSON (Odd)")]
    [InlineData("Odd. And more.", null, null, "it is not JSON (Odd)")]
    public void Every_kind_of_fault_has_its_clause(string message, long? line, string? path, string clause) =>
        Assert.Equal(clause, JsonFault.Explain(Error(message, line, path)));

    [Theory]
    [InlineData("The JSON property 'a' could not be mapped to it.", "a")]
    [InlineData("The JSON property 'it's' could not be mapped to it.", "it's")]
    [InlineData("The JSON property '' could not be mapped to it.", "")]
    [InlineData("The JSON property 'a' is odd.", null)]
    [InlineData("Inside: The JSON property 'a' could not be mapped to it.", null)]
    [InlineData("Odd.", null)]
    public void A_name_that_is_not_known_is_read_from_the_parser_s_message(string message, string? name) =>
        Assert.Equal(name, JsonFault.UnknownName(Error(message)));

    [Theory]
    [InlineData("Duplicate property 'a' encountered.", "a")]
    [InlineData("Duplicate property 'x' encountered' encountered.", "x' encountered")]
    [InlineData("Duplicate property '' encountered.", "")]
    [InlineData("Duplicate properties not allowed.", "")]
    [InlineData("Duplicate property 'a' is odd.", null)]
    [InlineData("Odd: Duplicate property 'a' encountered.", null)]
    public void A_name_that_is_there_twice_is_read_from_the_parser_s_message(string message, string? name) =>
        Assert.Equal(name, JsonFault.TwiceNamed(Error(message)));
}
