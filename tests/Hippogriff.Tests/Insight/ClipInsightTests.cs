using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Survival;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Pipelines.Checkpoints;

namespace Hippogriff.Tests.Insight;

/// <summary>What looks into a model, with one whose prompts CLIP reads.</summary>
public sealed class ClipInsightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IPictureModel _model;

    public ClipInsightTests() => _model = CheckpointLoader.Load(SmallCheckpoint.Write(_folder.In("small")));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Words_of_groups_lie_on_a_map_and_any_text_has_a_place_among_them()
    {
        WordGroup[] groups = [new("animals", ["cat", "dog", "zyzzyva"]), new("colours", ["red", "blue"])];
        MeaningMap map = MeaningMaps.Of(_model, new MapPlan(groups, Layout: MapLayout.Axes, Pictures: false));
        Assert.Equal(["cat", "dog", "zyzzyva", "red", "blue"], map.Points.Select(point => point.Text));
        Assert.Equal(5, map.Points.Select(point => (point.X, point.Y)).Distinct().Count());
        IReadableModel readable = _model.Readable();
        Assert.Equal(
            ["an", "an odd", "an odd cat"],
            map.Wander(readable, "an (odd:1.2) cat").Select(stop => stop.Text)
        );
        float[] cat = Assert.Single(map.VectorsOf(readable, ["cat"]));
        Assert.Equal(
            ("cat", 1.0),
            map.Nearest(cat, 1).Select(near => (near.Text, Math.Round(near.Similarity, 4))).Single()
        );
    }

    [Fact]
    public void There_is_no_list_of_all_words_and_that_is_said() =>
        Assert.Contains(
            "parts of words",
            Assert
                .Throws<HippogriffException>(() => MeaningMaps.Of(_model, new MapPlan(All: true, Pictures: false)))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Texts_of_ones_own_are_laid_out_and_drawn()
    {
        MeaningMap map = MeaningMaps.OfTexts(_model, ["a cat", "a dog", "(a house:1.2)"]);
        Assert.All(map.Points, point => Assert.Equal(SmallCheckpoint.Side, point.Picture!.Width));
    }

    [Fact]
    public void A_large_network_walks_picture_by_picture_and_ends_where_it_would_alone()
    {
        GenerationSettings settings = _model.Resolve(
            new GenerationRequest
            {
                Prompt = "a cat",
                Steps = 2,
                Seed = 1,
            }
        );
        Assert.Equal(1, _model.Facts.UsualBatch);
        List<int> kept = [];
        WalkStory walk = LatentWalk.Between(
            _model,
            settings,
            new WalkPlan(ToSeed: 2, Frames: 3) { Keep = so => kept.Add(so.Frames.Count) }
        );
        Assert.Equal([1, 2, 3], kept);
        Assert.Equal(Assert.Single(TextToImage.Draw(_model, settings, 1)).Image.Pixels, walk.Frames[0].Image.Pixels);
    }

    [Fact]
    public void The_words_of_a_weighted_prompt_are_those_that_are_watched()
    {
        GenerationSettings settings = _model.Resolve(
            new GenerationRequest
            {
                Prompt = "a (red:1.3) cat",
                Steps = 1,
                Seed = 1,
            }
        );
        Assert.Equal(["a", "red", "cat"], WordAttention.Draw(_model, settings).Reading.Words);
    }

    [Fact]
    public void What_survives_is_a_share_even_where_noise_is_as_near_as_the_picture()
    {
        GenerationSettings settings = _model.Resolve(
            new GenerationRequest
            {
                Prompt = "",
                Steps = 2,
                Seed = 1,
            }
        );
        SurvivalStory story = PictureSurvival.Draw(
            _model,
            settings,
            TinyModel.Plain(SmallCheckpoint.Side, SmallCheckpoint.Side, 255, 0, 0),
            new SurvivalPlan(Levels: [0.5], Seeds: 2)
        );
        Assert.All(story.Levels, level => Assert.InRange(level.SurvivalWithoutWords, -100, 100));
    }
}
