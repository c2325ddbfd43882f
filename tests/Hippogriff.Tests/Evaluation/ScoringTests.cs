using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Evaluation;

public sealed class ScoringTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Fact]
    public void What_is_truly_in_the_scenes_of_a_prompt_is_right_and_no_answer_to_another()
    {
        TrueScenes truth = new(scenes.World, scenes.Sprites, 16);
        foreach (Category category in Categories.All)
        {
            IReadOnlyList<EvaluationPrompt> prompts = PromptSet.Of(
                category,
                scenes.World,
                scenes.Sprites,
                PromptShare.HeldOut
            );
            int accepted = 0;
            for (int i = 0; i < prompts.Count; i++)
            {
                for (int k = 0; k < 5; k++)
                    Assert.Equal(Verdict.Good, Scoring.Judge(prompts[i], Sighting.Of(truth.Of(prompts[i], k))));
                accepted += Scoring.Judge(prompts[(i + 1) % prompts.Count], Sighting.Of(prompts[i].Scene)).Right
                    ? 1
                    : 0;
            }
            Assert.InRange(accepted, 0, prompts.Count / 20);
        }
    }

    [Theory]
    [InlineData("cat", true, "")]
    [InlineData("", false, "sees nothing")]
    [InlineData("dog", false, "sees dog")]
    [InlineData("cat cat", false, "sees 2x cat")]
    [InlineData("cat dog", false, "sees cat, dog")]
    public void One_thing_is_that_thing_once_and_nothing_else(string seen, bool right, string fault) =>
        Assert.Equal(
            new Verdict(right, fault),
            Scoring.Judge(Prompt(Category.Single, Relation.None, "cat"), See(seen))
        );

    [Theory]
    [InlineData("cat cat", false)]
    [InlineData("cat cat cat", true)]
    [InlineData("cat cat cat cat", false)]
    [InlineData("cat cat dog", false)]
    public void Three_are_three(string seen, bool right) =>
        Assert.Equal(
            right,
            Scoring.Judge(Prompt(Category.Counting, Relation.Group, "cat", "cat", "cat"), See(seen)).Right
        );

    [Theory]
    [InlineData("dog cat", true)]
    [InlineData("cat", false)]
    [InlineData("cat cat", false)]
    [InlineData("cat dog dog", false)]
    public void Two_things_are_both_of_them(string seen, bool right) =>
        Assert.Equal(right, Scoring.Judge(Prompt(Category.Two, Relation.Beside, "cat", "dog"), See(seen)).Right);

    [Theory]
    [InlineData("cat:blue", true)]
    [InlineData("cat", false)]
    [InlineData("cat:red", false)]
    [InlineData("dog:blue", false)]
    public void A_colour_belongs_to_its_thing(string seen, bool right) =>
        Assert.Equal(right, Scoring.Judge(Prompt(Category.Colours, Relation.None, "cat:blue"), See(seen)).Right);

    [Theory]
    [InlineData("cat:blue dog:red", true)]
    [InlineData("dog:red cat:blue", true)]
    [InlineData("cat:red dog:blue", false)]
    [InlineData("cat:blue dog:blue", false)]
    [InlineData("cat:blue dog", false)]
    public void Colours_that_changed_places_are_wrong(string seen, bool right) =>
        Assert.Equal(
            right,
            Scoring.Judge(Prompt(Category.Binding, Relation.Beside, "cat:blue", "dog:red"), See(seen)).Right
        );

    [Theory]
    [InlineData(Relation.LeftOf, 0.2, 0.5, 0.8, 0.5, true, "")]
    [InlineData(Relation.LeftOf, 0.8, 0.5, 0.2, 0.5, false, "sees the cat on the right")]
    [InlineData(Relation.LeftOf, 0.5, 0.2, 0.5, 0.8, false, "sees the cat above")]
    [InlineData(Relation.LeftOf, 0.48, 0.5, 0.52, 0.5, false, "sees the cat at the same place")]
    [InlineData(Relation.RightOf, 0.8, 0.5, 0.2, 0.5, true, "")]
    [InlineData(Relation.RightOf, 0.2, 0.5, 0.8, 0.5, false, "sees the cat on the left")]
    [InlineData(Relation.Above, 0.5, 0.2, 0.5, 0.8, true, "")]
    [InlineData(Relation.Above, 0.5, 0.8, 0.5, 0.2, false, "sees the cat below")]
    [InlineData(Relation.Below, 0.5, 0.8, 0.5, 0.2, true, "")]
    [InlineData(Relation.Below, 0.2, 0.5, 0.8, 0.5, false, "sees the cat on the left")]
    public void A_place_is_that_of_the_first_thing(
        Relation relation,
        double x1,
        double y1,
        double x2,
        double y2,
        bool right,
        string fault
    ) =>
        Assert.Equal(
            new Verdict(right, fault),
            Scoring.Judge(
                Prompt(Category.Position, relation, "cat", "dog"),
                See([new("dog", null, x2, y2), new("cat", null, x1, y1)])
            )
        );

    [Theory]
    [InlineData(Relation.Fighting, Doing.Fighting, 0.2, 0.8, true)]
    [InlineData(Relation.Fighting, Doing.Facing, 0.2, 0.8, false)]
    [InlineData(Relation.Fighting, Doing.None, 0.2, 0.8, false)]
    [InlineData(Relation.Facing, Doing.Facing, 0.8, 0.2, true)]
    [InlineData(Relation.Chasing, Doing.ChasingRight, 0.2, 0.8, true)] // the cat is behind
    [InlineData(Relation.Chasing, Doing.ChasingLeft, 0.2, 0.8, false)]
    [InlineData(Relation.Chasing, Doing.ChasingLeft, 0.8, 0.2, true)]
    [InlineData(Relation.Chasing, Doing.ChasingRight, 0.8, 0.2, false)]
    public void Doings_have_a_direction(Relation relation, Doing doing, double x1, double x2, bool right) =>
        Assert.Equal(
            right,
            Scoring
                .Judge(
                    Prompt(Category.Doings, relation, "cat", "dog"),
                    See([new("cat", null, x1, 0.5), new("dog", null, x2, 0.5)]) with
                    {
                        Doing = doing,
                    }
                )
                .Right
        );

    [Fact]
    public void The_rider_sits_on_top()
    {
        EvaluationPrompt prompt = Prompt(Category.Doings, Relation.Riding, "cat", "dog");
        Assert.True(
            Scoring
                .Judge(
                    prompt,
                    See([new("cat", null, 0.5, 0.3), new("dog", null, 0.5, 0.7)]) with
                    {
                        Doing = Doing.Riding,
                    }
                )
                .Right
        );
        Verdict wrong = Scoring.Judge(
            prompt,
            See([new("cat", null, 0.5, 0.7), new("dog", null, 0.5, 0.3)]) with
            {
                Doing = Doing.Riding,
            }
        );
        Assert.Equal(new Verdict(false, "sees riding the other way round"), wrong);
    }

    [Fact]
    public void A_look_is_judged_whatever_the_things_are()
    {
        EvaluationPrompt prompt = Prompt(Category.Looks, Relation.None, "cat");
        prompt = prompt with { Scene = prompt.Scene with { Look = "sepia" } };
        Assert.True(Scoring.Judge(prompt, See("dog") with { Look = "sepia" }).Right);
        Assert.Equal("sees no look", Scoring.Judge(prompt, See("cat")).Fault);
        Assert.Equal("sees pixel art", Scoring.Judge(prompt, See("cat") with { Look = "pixel art" }).Fault);
    }

    private static EvaluationPrompt Prompt(Category category, Relation relation, params string[] things) =>
        new(
            category,
            "",
            "words",
            new Scene
            {
                Things =
                [
                    .. things
                        .Select(t => t.Split(':'))
                        .Select(t => new SceneThing
                        {
                            Concept = t[0],
                            Colour = t.Length > 1 ? t[1] : null,
                            Style = "noto",
                            Box = new SceneBox(0, 0, 1, 1),
                        }),
                ],
                Relation = relation,
                Background = "grass",
            },
            0
        );

    private static Sighting See(string things) =>
        See([
            .. things
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(t => t.Split(':'))
                .Select(t => new SeenThing(t[0], t.Length > 1 ? t[1] : null, 0.5, 0.5)),
        ]);

    private static Sighting See(IReadOnlyList<SeenThing> things) => new(things, null, "grass", Doing.None);
}
