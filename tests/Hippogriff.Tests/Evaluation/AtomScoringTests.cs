using System.Collections.Concurrent;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Evaluation;

public sealed class AtomScoringTests(SecondWorldFixture scenes) : IClassFixture<SecondWorldFixture>
{
    private static readonly ConcurrentDictionary<long, IReadOnlyList<EvaluationPrompt>> s_composed = [];

    // Two blue cats to the left of a dog that eats an apple, comic, in a forest at night in the rain.
    private static readonly Atom[] s_atoms =
    [
        new(AtomKind.Thing, "cat") { Thing = "cat" },
        new(AtomKind.Thing, "dog") { Thing = "dog" },
        new(AtomKind.Thing, "apple") { Thing = "apple" },
        new(AtomKind.Number, "2 cats") { Thing = "cat", Count = 2 },
        new(AtomKind.Colour, "blue") { Thing = "cat", Name = "blue" },
        new(AtomKind.Place, "left")
        {
            Thing = "cat",
            Other = "dog",
            Relation = Relation.LeftOf,
        },
        new(AtomKind.Doing, "eats")
        {
            Thing = "dog",
            Other = "apple",
            Relation = Relation.Eating,
        },
        new(AtomKind.Look, "comic") { Name = "comic" },
        new(AtomKind.Background, "forest") { Name = "forest" },
        new(AtomKind.Time, "night") { Name = "night" },
        new(AtomKind.Weather, "rain") { Name = "rain" },
    ];

    private static Sighting See(
        IEnumerable<(string Thing, string? Colour, double X)> things,
        string background = "forest, night, rain",
        Doing doing = Doing.EatingRight
    ) => new([.. things.Select(t => new SeenThing(t.Thing, t.Colour, t.X, 0.5))], "comic", background, doing);

    private static readonly (string, string?, double)[] s_right =
    [
        ("cat", "blue", 0.1),
        ("cat", "blue", 0.2),
        ("dog", null, 0.6),
        ("apple", null, 0.9),
    ];

    [Fact]
    public void A_picture_of_what_was_asked_is_right_in_every_atom() =>
        Assert.All(AtomScoring.Judge(s_atoms, See(s_right)), v => Assert.True(v.Right, v.Atom.Words));

    [Fact]
    public void A_missing_thing_voids_what_is_said_of_it_and_nothing_else()
    {
        IReadOnlyList<AtomVerdict> verdicts = AtomScoring.Judge(s_atoms, See(s_right[2..]));
        Assert.Equal(
            [AtomKind.Thing, AtomKind.Number, AtomKind.Colour, AtomKind.Place],
            verdicts.Where(v => !v.Right).Select(v => v.Atom.Kind)
        );
        Assert.Equal(
            [AtomKind.Number, AtomKind.Colour, AtomKind.Place],
            verdicts.Where(v => v.Void).Select(v => v.Atom.Kind)
        );
    }

    [Fact]
    public void Each_fault_makes_its_own_atom_wrong()
    {
        AtomKind[] Wrong(Sighting seen) =>
            [.. AtomScoring.Judge(s_atoms, seen).Where(v => !v.Right).Select(v => v.Atom.Kind)];
        Assert.Equal([AtomKind.Number], Wrong(See(s_right[1..])));
        Assert.Equal([AtomKind.Colour], Wrong(See([("cat", "red", 0.1), .. s_right[1..]])));
        Assert.Equal([AtomKind.Place], Wrong(See([("cat", "blue", 0.55), ("cat", "blue", 0.6), .. s_right[2..]])));
        Assert.Equal([AtomKind.Doing], Wrong(See(s_right, doing: Doing.HoldingRight)));
        Assert.Equal([AtomKind.Doing], Wrong(See(s_right, doing: Doing.EatingLeft)));
        Assert.Equal([AtomKind.Background], Wrong(See(s_right, "beach, night, rain")));
        Assert.Equal([AtomKind.Time], Wrong(See(s_right, "forest, day, rain")));
        Assert.Equal([AtomKind.Weather], Wrong(See(s_right, "forest, night, clear")));
        Assert.Equal([AtomKind.Look], Wrong(See(s_right) with { Look = null }));
    }

    [Fact]
    public void Things_that_nobody_asked_for_do_not_count() =>
        Assert.All(
            AtomScoring.Judge(s_atoms, See([.. s_right, ("bus", null, 0.5)])),
            v => Assert.True(v.Right, v.Atom.Words)
        );

    [Fact]
    public void True_scenes_of_every_prompt_are_wholly_right_wherever_things_lie()
    {
        TrueScenes truth = new(scenes.World, scenes.Sprites, 16);
        IReadOnlyList<EvaluationPrompt> prompts = Prompts(seed: 0);
        (EvaluationPrompt, Sighting)[] pictures =
        [
            .. prompts.SelectMany(p => Enumerable.Range(0, 4).Select(i => (p, Sighting.Of(truth.Of(p, i))))),
        ];
        AtomFigure figure = AtomFigure.Of(pictures)!;
        Assert.Equal((1, 1, 0), (figure.Atoms.Value, figure.Whole.Value, figure.Void));
        Assert.True(figure.Whole.Low is > 0.9 and < 1);
        Assert.Equal(Enumerable.Range(3, 8), figure.Sizes.Keys);
        Assert.Equal(Enum.GetValues<AtomKind>(), figure.Kinds.Keys);
        Assert.All(pictures, p => Assert.Equal(Verdict.Good, Scoring.Judge(p.Item1, p.Item2)));
        // A picture of another prompt is not.
        Assert.InRange(
            AtomFigure
                .Of(prompts.Select((p, i) => (p, Sighting.Of(prompts[(i + 1) % prompts.Count].Scene))))!
                .Whole.Value,
            0,
            0.05
        );
    }

    [Fact]
    public void Prompts_have_three_to_ten_atoms_and_say_them_in_words_that_are_read()
    {
        IReadOnlyList<EvaluationPrompt> prompts = Prompts(seed: 0);
        Assert.All(prompts, p => Assert.Equal(p.Part, $"{p.Atoms.Count}"));
        Assert.All(prompts, p => Assert.True(HeldOut.IsHeldOut(p.Scene, scenes.World), p.Words));
        Assert.All(prompts, p => Assert.True(p.Words.Split(' ').Length <= 32, p.Words));
        Assert.Equal(prompts.Count, prompts.Select(p => p.Words).Distinct().Count());
        Assert.All(
            prompts,
            p =>
                Assert.All(
                    p.Atoms.Where(a => a.Kind is AtomKind.Colour),
                    a => Assert.Contains(a.Name!, p.Words, StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void Another_seed_composes_other_prompts_and_the_same_one_the_same()
    {
        string[] first = [.. Prompts(seed: 0).Select(p => p.Words)];
        Assert.Equal(first, Compose(seed: 0).Select(p => p.Words));
        Assert.True(first.Intersect(Compose(seed: 1).Select(p => p.Words)).Count() < first.Length / 10);
    }

    [Fact]
    public void Only_worlds_with_several_things_are_asked_for_them()
    {
        Assert.DoesNotContain(Category.Compound, Categories.Of(SceneWorld.First));
        Assert.Contains(Category.Compound, Categories.Of(scenes.World));
    }

    [Fact]
    public void The_judge_of_the_first_world_tells_six_doings_apart_and_that_of_the_second_all()
    {
        Assert.Equal(6, JudgeLabels.Of(SceneWorld.First).Doings);
        JudgeLabels labels = JudgeLabels.Of(scenes.World);
        Assert.Equal(Enum.GetValues<Doing>().Length, labels.Doings);
        Assert.All(scenes.Plans(500), p => Assert.Contains(Sighting.BackgroundOf(p.Scene), labels.Backgrounds));
    }

    [Fact]
    public void A_judge_can_be_taught_what_is_in_every_scene_of_the_second_world()
    {
        JudgeLabels labels = JudgeLabels.Of(scenes.World);
        JudgeBatch lessons = new(labels, new JudgeLessons(scenes.World, scenes.Sprites, 1, 32), 0, 160);
        Assert.True(lessons.Doings.Distinct().Count() > 6);
        Assert.All(lessons.Doings, doing => Assert.InRange(doing, 0, labels.Doings - 1));
        Assert.True(lessons.Backgrounds.Distinct().Count() > 30);
    }

    /// <summary>Composed once: tests read them.</summary>
    private IReadOnlyList<EvaluationPrompt> Prompts(long seed) => s_composed.GetOrAdd(seed, Compose);

    private IReadOnlyList<EvaluationPrompt> Compose(long seed) =>
        PromptSet.Of(Category.Compound, scenes.World, scenes.Sprites, PromptShare.HeldOut, 40, seed);
}
