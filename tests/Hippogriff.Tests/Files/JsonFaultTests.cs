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
}
