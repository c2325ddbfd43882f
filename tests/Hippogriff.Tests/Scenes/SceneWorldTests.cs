using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

public sealed class SceneWorldTests
{
    private static string World(
        string concepts = """{ "name": "cat", "plural": "cats", "sprite": "1f408" }""",
        string more = "",
        string background = """{ "name": "white", "kind": "plain", "colour": "white", "words": ["on white"] }"""
    ) =>
        $$"""{ "name": "w", "style": "noto", "colours": ["blue"], "concepts": [{{concepts}}], "backgrounds": [{{background}}]{{more}} }""";

    [Fact]
    public void The_first_world_is_some_forty_things()
    {
        var world = SceneWorld.First;
        Assert.InRange(world.Concepts.Count, 38, 48);
        Assert.All(
            ["cat", "dog", "hippo", "horse", "pegasus", "penguin", "elephant", "apple", "car", "house"],
            name => Assert.Contains(world.Concepts, c => c.Name == name)
        );
        Assert.Contains(world.Backgrounds, b => b.Ground == Ground.Table);
    }

    [Theory]
    [InlineData("nonsense", "is not a world")]
    [InlineData("null", "nothing but null")]
    [InlineData("""{ "name": "w" }""", "is not a world")]
    public void What_is_no_world_is_refused(string json, string part)
    {
        var message = Assert.Throws<HippogriffException>(() => SceneWorld.Parse(json, "w.json")).Message;
        Assert.Contains("w.json", message);
        Assert.Contains(part, message);
    }

    [Fact]
    public void A_misspelt_word_is_refused_by_name() =>
        Assert.Contains(
            "wieght",
            Assert
                .Throws<HippogriffException>(() =>
                    SceneWorld.Parse(
                        World("""{ "name": "cat", "plural": "cats", "sprite": "1f408", "wieght": 2 }"""),
                        "w.json"
                    )
                )
                .Message
        );

    [Fact]
    public void Unknown_colours_kinds_and_sprites_are_refused_with_what_is_allowed()
    {
        static string Message(string json) =>
            Assert.Throws<HippogriffException>(() => SceneWorld.Parse(json, "w.json")).Message;
        Assert.Contains(
            "known are red",
            Message(World("""{ "name": "cat", "plural": "cats", "sprite": "1f408", "colour": "beige" }"""))
        );
        Assert.Contains(
            "known are plain",
            Message(World(background: """{ "name": "b", "kind": "swamp", "words": ["in a swamp"] }"""))
        );
        Assert.Contains("hexadecimal", Message(World("""{ "name": "cat", "plural": "cats", "sprite": "../x" }""")));
        Assert.Contains(
            "wings",
            Message(World("""{ "name": "cat", "plural": "cats", "sprite": "1f408", "made": "horns" }"""))
        );
        Assert.Contains(
            "belongs to cat and to dog",
            Message(
                World(
                    """{ "name": "cat", "plural": "cats", "sprite": "1f408" }, { "name": "dog", "plural": "cats", "sprite": "1f415" }"""
                )
            )
        );
        Assert.Contains("between 0 and 1", Message(World(more: """, "weights": { "lookShare": 2 }""")));
        Assert.Contains("lower-case", Message(World("""{ "name": "Cat", "plural": "cats", "sprite": "1f408" }""")));
        Assert.Contains(
            "plain background",
            Message(World(background: """{ "name": "b", "kind": "sky", "words": ["in the sky"] }"""))
        );
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Assert.Contains(
            "cannot be read",
            Assert.Throws<HippogriffException>(() => SceneWorld.Load("no/such/world.json")).Message
        );

    [Theory]
    [InlineData(""", "heldOut": 1.5""", "0 to 0.9")]
    [InlineData(""", "captionWords": 2""", "captionWords is 2")]
    [InlineData(""", "sizes": ["vast"]""", "known are tiny")]
    [InlineData(""", "doings": ["leftOf"]""", "known are fighting")]
    [InlineData(""", "doings": ["dancing"]""", "is not a world")]
    [InlineData(""", "styles": ["../noto"]""", "no name that a folder can have")]
    [InlineData(""", "times": [{ "name": "noon", "light": "bright", "words": ["at noon"] }]""", "known are day")]
    [InlineData(""", "times": [{ "name": "noon", "light": "day", "words": [] }]""", "noon has no words")]
    [InlineData(""", "weathers": [{ "name": "hail", "kind": "hail", "words": ["in hail"] }]""", "known are rain")]
    [InlineData(""", "weathers": [{ "name": "rain", "kind": "rain", "words": ["In Rain"] }]""", "lower-case")]
    [InlineData(""", "weathers": [{ "name": "rain", "kind": "rain", "words": ["in rain"], "weight": -1 }]""", "weight")]
    [InlineData(""", "weights": { "several": -1 }""", "weight of -1")]
    [InlineData(""", "weights": { "timeShare": 2 }""", "share of 2")]
    public void Choices_that_there_are_not_are_refused_with_those_that_there_are(string more, string part) =>
        Assert.Contains(
            part,
            Assert.Throws<HippogriffException>(() => SceneWorld.Parse(World(more: more), "w.json")).Message
        );

    [Theory]
    [InlineData(""", "made": "antlers" }""", "\"pegasus\"")]
    [InlineData(""", "colourIn": { "noto": "beige" } }""", "beige")]
    [InlineData(""", "saddleIn": { "noto": [1] } }""", "two numbers")]
    [InlineData(""", "roles": ["flown"] }""", "is not a world")]
    public void What_a_thing_cannot_be_is_refused(string more, string part) =>
        Assert.Contains(
            part,
            Assert
                .Throws<HippogriffException>(() =>
                    SceneWorld.Parse(
                        World("""{ "name": "cat", "plural": "cats", "sprite": "1f408" """ + more),
                        "w.json"
                    )
                )
                .Message
        );
}
