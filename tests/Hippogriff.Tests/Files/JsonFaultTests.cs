using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Scenes;

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
    public void Whatever_the_parser_says_comes_out_without_its_coordinates()
    {
        JsonException error = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse("{]"));
        Assert.StartsWith("line 1 is not JSON (", JsonFault.Explain(error));
        Assert.DoesNotContain("BytePosition", JsonFault.Explain(error));
    }
}
