using Hippogriff.Data.Scenes;
using Hippogriff.Insight.Meaning;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

public class MeaningMapTests
{
    private static readonly WordGroup[] s_groups =
    [
        new("colours", ["red", "green", "blue", "mauve"], "a {0} square"),
        new("shapes", ["square", "red"]),
    ];

    [Theory]
    [InlineData(MapLayout.Axes)]
    [InlineData(MapLayout.Neighbours)]
    public void Every_word_lies_nearest_to_itself_and_a_prompt_of_it_alone_lies_there(MapLayout layout)
    {
        using NetworkModel model = TinyModel.Create();
        MeaningMap map = MeaningMaps.Of(model, new MapPlan(s_groups, All: true, layout));
        // mauve is unknown, red is a colour already
        Assert.Equal(["red", "green", "blue", "square", "a"], map.Points.Select(p => p.Text));
        Assert.Equal(["colours", "colours", "colours", "shapes", WordGroups.Other], map.Points.Select(p => p.Group));
        Assert.Equal([true, true, true, false, false], map.Points.Select(p => p.Picture is not null));
        IReadOnlyList<float[]> vectors = TextSpace.Of(model, [.. map.Points.Select(p => p.Text)]);
        for (int i = 0; i < vectors.Count; i++)
        {
            Likeness nearest = map.Nearest(vectors[i], 1)[0];
            Assert.Equal((map.Points[i].Text, 1.0), (nearest.Text, Math.Round(nearest.Similarity, 5)));
            (double x, double y) = map.PlaceOf(vectors[i]);
            if (layout == MapLayout.Axes)
                Assert.Equal(
                    (Math.Round(map.Points[i].X, 4), Math.Round(map.Points[i].Y, 4)),
                    (Math.Round(x, 4), Math.Round(y, 4))
                );
        }
        Assert.Equal(1, map.Similarity(vectors[0], vectors[0]), 1e-6);
        Assert.DoesNotContain(map.NearestTo(0), l => l.Text == "red");
    }

    /// <summary>The truth is the text encoder's pooled vector, asked for directly.</summary>
    [Fact]
    public void Coordinates_are_what_the_text_encoder_says()
    {
        using NetworkModel model = TinyModel.Create();
        using var scope = NewDisposeScope();
        float[] row = TextSpace.Of(model, ["a red square", "blue"])[0];
        Tensor said = model
            .Network.TextEncoder.call(TinyModel.Words.Encode(["a red square"], model.Network.TextEncoder.Config.Length))
            .RequirePooled();
        Assert.All(row.Zip(said.data<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_prompt_wanders_word_by_word_and_ends_between_the_words_that_say_something()
    {
        using NetworkModel model = TinyModel.Create();
        MeaningMap map = MeaningMaps.Of(model, new MapPlan(s_groups, Layout: MapLayout.Axes, Pictures: false));
        IReadOnlyList<WanderStop> way = map.Wander(model, "A red, square!");
        Assert.Equal(["a", "a red", "a red square"], way.Select(s => s.Text));
        Assert.Equal(["red", "square"], way.Skip(1).Select(stop => stop.Nearest[0].Text)); // a thing outweighs a colour
        (double x, double y) = map.PlaceOf(map.VectorsOf(model, ["a red square"])[0]);
        Assert.Equal(x, way[^1].X, 1e-5); // encoded alone here, in a batch there: the same to rounding
        Assert.Equal(y, way[^1].Y, 1e-5);
        Assert.NotEqual(way[0].X, way[1].X);
        Assert.Empty(map.Wander(model, ""));
    }

    [Fact]
    public void Pictures_are_drawn_once_a_process()
    {
        using NetworkModel model = TinyModel.Create("transformer");
        MeaningMap first = MeaningMaps.OfTexts(model, ["a red square", "a green square", "a blue square"]),
            again = MeaningMaps.OfTexts(model, ["a red square", "a green square", "a blue square"]);
        Assert.Same(first.Points[0].Picture, again.Points[0].Picture);
        Assert.NotEqual(first.Points[0].Picture!.Pixels, first.Points[2].Picture!.Pixels);
    }

    [Fact]
    public void The_page_holds_every_word_and_no_text_can_end_its_script()
    {
        using NetworkModel model = TinyModel.Create();
        MeaningMap map = MeaningMaps.OfTexts(
            model,
            ["red", "green", "blue </script><script>alert(1)"],
            pictures: false
        );
        string page = MapPage.Write(map, map.Wander(model, "a red"));
        Assert.DoesNotContain("</script><script>", page, StringComparison.Ordinal);
        Assert.Contains("\"red\"", page, StringComparison.Ordinal);
        Assert.Contains("\"a red\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "http://",
            page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        ); // works offline
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Equal(1400, MapSheet.Draw(map).Width);
    }

    [Fact]
    public void What_has_no_place_is_refused()
    {
        using NetworkModel model = TinyModel.Create();
        Assert.Contains(
            "knows no word of 'mauve'",
            Assert.Throws<HippogriffException>(() => MeaningMaps.OfTexts(model, ["red", "green", "mauve"])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "3 to 1500",
            Assert.Throws<HippogriffException>(() => MeaningMaps.OfTexts(model, ["red", "green"])).Message,
            StringComparison.Ordinal
        );
        using ToyModel toy = new();
        Assert.Contains(
            "has no network",
            Assert.Throws<HippogriffException>(() => MeaningMaps.Of(toy)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{}", "is not a list of groups")]
    [InlineData("[]", "names no words")]
    [InlineData("""[{ "name": "animals" }]""", "is not a list of groups")]
    [InlineData("""[{ "name": "animals", "words": [] }]""", "names no words")]
    public void A_groups_file_that_is_none_is_refused(string json, string says) =>
        Assert.Contains(
            says,
            Assert.Throws<HippogriffException>(() => WordGroups.Parse(json, "mine.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_built_in_groups_are_words_of_the_first_world_each_in_one_group()
    {
        string[] words = [.. WordGroups.First.SelectMany(g => g.Words)],
            known = [.. SceneCaptions.Vocabulary(SceneWorld.First).SelectMany(Vocabulary.Split)];
        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.Empty(words.Except(known));
        Assert.Empty(SceneWorld.First.Concepts.Select(c => c.Name).Except(words));
    }
}
