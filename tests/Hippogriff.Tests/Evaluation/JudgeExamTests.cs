using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;

namespace Hippogriff.Tests.Evaluation;

public sealed class JudgeExamTests
{
    [Fact]
    public void Each_mark_counts_what_it_names_and_whole_scenes_need_all_of_them()
    {
        Scene scene = SceneOf(("cat", "blue"), ("dog", null));
        Sighting truth = Sighting.Of(scene);
        ExamMarks marks = JudgeExam.MarksOf([
            (truth, scene),
            (truth with { Look = "sepia" }, scene),
            (truth with { Background = "white" }, scene),
            (truth with { Doing = Doing.Riding }, scene),
            (truth with { Things = [.. truth.Things.Select(t => t with { Colour = null })] }, scene),
            (truth with { Things = [truth.Things[0]] }, scene),
        ]);
        Assert.Equal(1 / 6.0, marks.Whole);
        Assert.Equal(
            (5 / 6.0, 5 / 6.0, 5 / 6.0, 5 / 6.0),
            (marks.Things, marks.Looks, marks.Backgrounds, marks.Doings)
        );
        Assert.Equal(10 / 11.0, marks.Colours); // of eleven things that are seen, a blue cat lost its colour
        Assert.Contains("16.7 % of 6 scenes are read", marks.Sentence(6), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_a_kind_may_be_seen_in_any_order_of_their_colours()
    {
        Scene scene = SceneOf(("cat", "blue"), ("cat", "red"));
        Sighting turned = Sighting.Of(scene);
        turned = turned with { Things = [.. turned.Things.Reverse()] };
        Assert.Equal(1, JudgeExam.MarksOf([(turned, scene)]).Whole);
        turned = turned with { Things = [.. turned.Things.Select(t => t with { Colour = "red" })] };
        Assert.Equal(0.5, JudgeExam.MarksOf([(turned, scene)]).Colours);
    }

    private static Scene SceneOf(params (string Thing, string? Colour)[] things) =>
        new()
        {
            Things =
            [
                .. things.Select(
                    (t, i) =>
                        new SceneThing
                        {
                            Concept = t.Thing,
                            Colour = t.Colour,
                            Style = "toy",
                            Box = new SceneBox(0.5 * i, 0.1, 0.4, 0.4),
                        }
                ),
            ],
            Background = "grass",
        };
}
