using Hippogriff.Data.Scenes;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Insight;

/// <summary>The measure against maps of which the answer is known.</summary>
public sealed class AttentionExamTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    private static readonly Scene s_scene = new()
    {
        Background = "white",
        Relation = Relation.LeftOf,
        Things =
        [
            new SceneThing
            {
                Concept = "cat",
                Style = "noto",
                Box = new SceneBox(0, 0.25, 0.5, 0.5),
            },
            new SceneThing
            {
                Concept = "pizza",
                Style = "noto",
                Box = new SceneBox(0.5, 0.25, 0.5, 0.5),
            },
        ],
    };

    /// <summary>Two cells wide, four high: the boxes are the middle two rows of one column each.</summary>
    private static AttentionStory Story(float[] cat, float[] pizza) =>
        new(
            TinyModel.Settings("", 1),
            TinyModel.Plain(8, 8, 0, 0, 0),
            TinyModel.Words.Read(""),
            [
                new WordHeat("a", new HeatMap(2, 4, [1, 1, 1, 1, 1, 1, 1, 1])),
                new WordHeat("cat", new HeatMap(2, 4, cat)),
                new WordHeat("beside", new HeatMap(2, 4, [1, 1, 1, 1, 1, 1, 1, 1])),
                new WordHeat("slice", new HeatMap(2, 4, pizza)),
                new WordHeat("of", new HeatMap(2, 4, pizza)),
                new WordHeat("pizza", new HeatMap(2, 4, pizza)),
            ]
        );

    [Fact]
    public void Attention_that_is_spread_evenly_gets_what_chance_gets()
    {
        float[] even = [1, 1, 1, 1, 1, 1, 1, 1];
        AttentionScore score = AttentionExam.Score(
            1,
            [.. AttentionExam.Point(Story(even, even), s_scene, fixture.World)]
        );
        Assert.Equal(2, score.Names);
        Assert.Equal(0.25, score.Chance, 1e-6);
        Assert.Equal(0.25, score.Inside, 1e-6);
        Assert.Equal(0, score.OwnBeforeOther);
    }

    [Fact]
    public void Attention_on_the_right_things_scores_and_on_the_wrong_ones_does_not()
    {
        float[] left = [0, 0, 9, 0, 9, 0, 0, 0],
            right = [0, 0, 0, 9, 0, 9, 0, 0];
        AttentionScore good = AttentionExam.Score(
            1,
            [.. AttentionExam.Point(Story(left, right), s_scene, fixture.World)]
        );
        AttentionScore bad = AttentionExam.Score(
            1,
            [.. AttentionExam.Point(Story(right, left), s_scene, fixture.World)]
        );
        Assert.Equal((1.0, 1.0), (good.PeakInside, good.OwnBeforeOther));
        Assert.Equal((0.0, 0.0), (bad.PeakInside, bad.OwnBeforeOther));
        // smooth maps leak over a cell's edge
        Assert.True(good.Inside > 0.7 && bad.Inside < 0.15, $"{good.Inside} {bad.Inside}");
    }

    [Fact]
    public void A_thing_is_found_under_any_of_its_names_the_longest_first()
    {
        WorldConcept pizza = fixture.World.Concepts.First(c => c.Name == "pizza"),
            cat = fixture.World.Concepts.First(c => c.Name == "cat");
        Assert.Equal([1, 2, 3], AttentionExam.NameIn(["a", "slice", "of", "pizza"], pizza));
        Assert.Equal([1], AttentionExam.NameIn(["two", "kittens", "fighting"], cat));
        Assert.Empty(AttentionExam.NameIn(["a", "dog"], cat));
    }

    [Fact]
    public void Composed_scenes_are_looked_at_with_their_captions()
    {
        using NetworkModel model = TinyModel.Knowing([.. SceneCaptions.Vocabulary(fixture.World)], length: 24);
        GenerationSettings settings = TinyModel.Settings("", 1) with { Width = 32, Height = 32 };
        (AttentionScore raw, AttentionScore contrasted) = AttentionExam.Measure(
            model,
            settings,
            fixture.Composer(size: 32),
            new AttentionExamPlan(3, [0.5])
        );
        Assert.Equal((3, 3), (raw.Scenes, contrasted.Scenes));
        Assert.InRange(raw.Names, 3, 6);
        Assert.InRange(Math.Abs(raw.Inside - raw.Chance), 0, 0.3); // nobody has trained it
    }
}
