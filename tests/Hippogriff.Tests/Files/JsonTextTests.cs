using System.Text.Json;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Tests.Files;

public class JsonTextTests
{
    [Theory]
    [InlineData("[1, null]", "null in a list")]
    [InlineData("[\"\\ud800\"]", "")]
    [InlineData("[\"a\", 1e999]", "larger than any")]
    [InlineData("null", "nothing but null")]
    [InlineData("{", "")]
    [InlineData("", "")]
    [InlineData("[1] x", "")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "")]
    public void Whatever_is_wrong_is_a_sentence(string json, string part)
    {
        Assert.Contains(
            part,
            Assert.Throws<HippogriffException>(() => JsonText.Read<List<string>>(json, null, fault => fault)).Message
        );
        Assert.Throws<HippogriffException>(() => JsonText.Read<List<string>>(json, ModelIndex.Json, fault => fault));
    }

    [Fact]
    public void Half_a_pair_of_a_text_is_no_text_and_no_fault_of_the_program()
    {
        using JsonDocument document = JsonDocument.Parse("{\"a\": \"\\ud800\", \"b\": \"x\", \"c\": 1}");
        Assert.Null(JsonText.StringOf(document.RootElement, "a"));
        Assert.Equal("x", JsonText.StringOf(document.RootElement, "b"));
        Assert.Null(JsonText.StringOf(document.RootElement, "c"));
        Assert.Null(JsonText.StringOf(document.RootElement, "d"));
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_no_fault()
    {
        using TemporaryFolder folder = new();
        foreach (
            System.Text.Encoding letters in new[]
            {
                System.Text.Encoding.UTF8,
                System.Text.Encoding.Unicode,
                System.Text.Encoding.BigEndianUnicode,
                new System.Text.UTF8Encoding(false),
            }
        )
        {
            File.WriteAllText(folder.In("a.json"), "[\"\u00e9\"]", letters);
            Assert.Equal(["\u00e9"], JsonText.ReadFile<string[]>(folder.In("a.json"), null, fault => fault));
        }
    }

    [Theory]
    [InlineData("\"prediction\": 99")]
    [InlineData("\"prediction\": 1")]
    [InlineData("\"prediction\": \"1\"")]
    [InlineData("\"prediction\": \"sample, flow\"")]
    public void A_number_where_a_name_belongs_is_refused(string prediction)
    {
        string index =
            $$"""{"_class_name": "HippogriffPipeline", {{prediction}}, "defaults": {"steps": 3, "sampler": "euler", "schedule": "uniform", "guidance": 2, "width": 16, "height": 16}, "has_autoencoder": false}""";
        Assert.Throws<HippogriffException>(() => JsonText.Read<ModelIndex>(index, ModelIndex.Json, fault => fault));
    }

    [Fact]
    public void Nulls_inside_worlds_groups_ladders_and_recipes_are_refused_in_a_sentence()
    {
        string world = """
            {"name": "w", "style": "s", "colours": [], "concepts": [{"name": "cat", "plural": "cats", "sprite": "1f408"}],
             "backgrounds": [{"name": "white", "kind": "plain", "colour": "white", "words": ["on white"]}],
             "looks": [{"name": "l", "filter": "none", "before": ["l of"], "after": ["l"]}]}
            """;
        foreach (
            (string from, string to) in new[]
            {
                ("[{\"name\": \"cat\"", "[null, {\"name\": \"cat\""),
                ("[\"on white\"]", "[null]"),
                ("[\"l of\"]", "null"),
                ("\"name\": \"w\"", "\"name\": null"),
                ("\"colours\": []", "\"weights\": null, \"colours\": []"),
                ("\"plural\": \"cats\"", "\"plural\": \"cats\", \"also\": {\"kitten\": null}"),
                ("\"plural\": \"cats\"", "\"plural\": \"cats\", \"facing\": 99"),
                ("\"plural\": \"cats\"", "\"plural\": \"cats\", \"weight\": 1e300"),
                ("\"sprite\": \"1f408\"", "\"sprite\": null"),
                ("\"backgrounds\": [{", "\"backgrounds\": [null, {"),
            }
        )
        {
            Assert.Contains(from, world);
            Assert.Throws<HippogriffException>(() => SceneWorld.Parse(world.Replace(from, to), "w.json"));
        }
        foreach (
            string json in new[]
            {
                "[null]",
                "[{\"name\": null, \"words\": [\"a\"]}]",
                "[{\"name\": \"a\", \"words\": [null]}]",
                "[{\"name\": \"a\", \"words\": null}]",
                "{}",
            }
        )
            Assert.Throws<HippogriffException>(() => WordGroups.Parse(json, "g.json"));
        foreach (
            string json in new[] { "[null]", "[[null, null]]", "[[\"a\", null]]", "null", "[[\"a\", \"\\ud800\"]]" }
        )
            Assert.Throws<HippogriffException>(() => LadderExperiment.Parse(json, "l.json"));
        foreach (
            string json in new[]
            {
                "{}",
                "null",
                "[]",
                "{\"name\": null}",
                "{\"name\": \"a\", \"network\": {}, \"defaults\": null}",
                "{\"name\": \"\\ud800\"}",
            }
        )
            Assert.Throws<HippogriffException>(() => TrainingRecipe.Parse(json, "r.json"));
    }

    private static HippogriffException Refused(string json, JsonSerializerOptions? options = null) =>
        Assert.Throws<HippogriffException>(() =>
            JsonText.Read<Dictionary<string, object?>>(json, options, said => said)
        );

    [Fact]
    public void A_fault_tells_its_line_and_that_the_file_is_damaged()
    {
        Assert.Equal(FaultKind.DamagedFile, Refused("null").Kind);
        Assert.Equal(FaultKind.DamagedFile, Refused("{").Kind);
        Assert.Equal(
            FaultKind.DamagedFile,
            Assert.Throws<HippogriffException>(() => JsonText.Read<string[]>("[\"\\ud800\"]", null, said => said)).Kind
        );
        Assert.StartsWith("line 3 has null in a list", Refused("{\n\"a\": [1,\n null]}").Message);
        Assert.StartsWith("line 2 has a number", Refused("{\n\"a\": -1e999}").Message);
    }

    [Fact]
    public void A_property_may_be_null_and_numbers_may_be_as_large_as_they_get()
    {
        Dictionary<string, object?> read = JsonText.Read<Dictionary<string, object?>>(
            "{\"a\": null, \"b\": {\"c\": null}, \"d\": 1.7e308}",
            null,
            said => said
        );
        Assert.Equal(["a", "b", "d"], read.Keys);
        Assert.Null(read["a"]);
    }

    [Theory]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\"a\": 1} // a remark")]
    public void What_the_options_allow_is_allowed_and_no_more(string json)
    {
        JsonSerializerOptions lenient = new()
        {
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
        };
        Assert.Single(JsonText.Read<Dictionary<string, object?>>(json, lenient, said => said));
        Refused(json);
        Refused(json, new JsonSerializerOptions());
    }

    [Fact]
    public void Nesting_ends_where_the_options_say()
    {
        JsonSerializerOptions flat = new() { MaxDepth = 2 };
        Assert.Single(JsonText.Read<Dictionary<string, object?>>("{\"a\": [1]}", flat, said => said));
        Refused("{\"a\": [[1]]}", flat);
    }

    [Fact]
    public void A_file_is_read_up_to_its_largest_size()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a.json", "[1, 2]");
        Assert.Equal([1, 2], JsonText.ReadFile<int[]>(path, null, said => said, most: 6));
        Assert.Throws<HippogriffException>(() => JsonText.ReadFile<int[]>(path, null, said => said, most: 5));
    }

    [Fact]
    public void A_property_of_what_is_no_object_is_none()
    {
        using JsonDocument document = JsonDocument.Parse("[\"a\"]");
        Assert.Null(JsonText.StringOf(document.RootElement, "a"));
        Assert.Null(JsonText.StringOf(document.RootElement));
        Assert.Equal("a", JsonText.StringOf(document.RootElement[0]));
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("5.5", null)]
    [InlineData("\"5\"", null)]
    [InlineData("null", null)]
    [InlineData("[5]", null)]
    public void A_property_that_is_no_whole_number_is_none(string value, long? whole)
    {
        using JsonDocument document = JsonDocument.Parse($$"""{"size": {{value}}}""");
        Assert.Equal(whole, JsonText.WholeOf(document.RootElement, "size"));
        Assert.Null(JsonText.WholeOf(document.RootElement, "other"));
        Assert.Null(JsonText.WholeOf(document.RootElement.GetProperty("size"), "size"));
    }
}
