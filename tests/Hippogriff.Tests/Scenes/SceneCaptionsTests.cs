using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

public sealed class SceneCaptionsTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    private static readonly string[] Counts = ["", "", "two", "three", "four"];

    private readonly List<(Scene Scene, string Caption)> _plans = [.. fixture.Plans(6000)];

    private static string[] Words(string caption) => caption.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private WorldConcept Concept(SceneThing thing) => fixture.World.Concepts.First(c => c.Name == thing.Concept);

    private WorldLook? Look(Scene scene) => fixture.World.Looks.FirstOrDefault(l => l.Name == scene.Look);

    private WorldBackground Background(Scene scene) => fixture.World.Backgrounds.First(b => b.Name == scene.Background);

    // The caption without the words of background and look, which may hold colour words of their own.
    private string Things(Scene scene, string caption)
    {
        var phrases = Background(scene)
            .Words.Concat(Background(scene).AirWords)
            .Concat(Look(scene) is { } look ? look.Before.Concat(look.After) : []);
        return phrases
            .OrderByDescending(p => p.Length)
            .Aggregate(caption, (text, phrase) => text.Replace(phrase, "", StringComparison.Ordinal));
    }

    [Fact]
    public void Captions_are_lower_case_words_of_the_vocabulary()
    {
        var vocabulary = SceneCaptions.Vocabulary(fixture.World).ToHashSet();
        Assert.InRange(vocabulary.Count, 100, 400);
        foreach (var (_, caption) in _plans)
        {
            Assert.All(Words(caption), w => Assert.Contains(w, vocabulary));
            Assert.DoesNotContain("  ", caption);
            Assert.Equal(caption.Trim(), caption);
        }
    }

    [Fact]
    public void A_count_word_is_the_number_of_things()
    {
        foreach (var (scene, caption) in _plans)
        {
            var said = Words(caption).Where(w => Counts.Skip(2).Contains(w)).ToList();
            if (scene.Relation == Relation.Group)
                Assert.Equal([Counts[scene.Things.Count]], said);
            else
                Assert.Empty(said);
        }
    }

    [Fact]
    public void Every_thing_is_named_and_none_that_is_not_there()
    {
        foreach (var (scene, caption) in _plans)
        {
            // Longest names first, each cut out once found: a winged horse is no horse.
            var text = $" {Things(scene, caption).Replace(",", "", StringComparison.Ordinal)} ";
            var named = new HashSet<string>();
            foreach (
                var (name, concept) in fixture
                    .World.Concepts.SelectMany(c =>
                        c.Also.SelectMany(a => new[] { a.Key, a.Value })
                            .Concat([c.Name, c.Plural])
                            .Select(n => (Name: n, c.Name))
                    )
                    .OrderByDescending(n => n.Item1.Length)
            )
            {
                if (!text.Contains($" {name} ", StringComparison.Ordinal))
                    continue;
                named.Add(concept);
                text = text.Replace($" {name} ", "  ", StringComparison.Ordinal);
            }
            Assert.True(named.SetEquals(scene.Things.Select(t => t.Concept)), $"{caption}: {string.Join(", ", named)}");
        }
    }

    [Fact]
    public void A_colour_that_is_named_is_the_colour_drawn()
    {
        foreach (var (scene, caption) in _plans)
        {
            var words = Words(Things(scene, caption));
            var drawn = scene
                .Things.Select(t => t.Colour ?? (t.Style == fixture.World.Style ? Concept(t).Colour : null))
                .OfType<string>()
                .ToHashSet();
            Assert.All(words.Where(w => fixture.World.Colours.Contains(w)), w => Assert.Contains(w, drawn));
            if (Look(scene) is { KeepsColour: false })
                Assert.True(
                    scene.Things.All(t => t.Colour is null) && !words.Any(w => fixture.World.Colours.Contains(w)),
                    caption
                );
        }
    }

    [Fact]
    public void A_relation_is_said_of_the_right_one()
    {
        // Connecting words, and how the thing before them stands to the thing after them, by boxes or by order.
        (string Words, Func<SceneThing, SceneThing, Scene, bool> Holds)[] truths =
        [
            ("left of", (a, b, _) => a.Box.CentreX < b.Box.CentreX),
            ("on the left and", (a, b, _) => a.Box.CentreX < b.Box.CentreX),
            ("right of", (a, b, _) => a.Box.CentreX > b.Box.CentreX),
            ("above", (a, b, _) => a.Box.CentreY < b.Box.CentreY),
            ("over", (a, b, _) => a.Box.CentreY < b.Box.CentreY),
            ("below", (a, b, _) => a.Box.CentreY > b.Box.CentreY),
            ("under", (a, b, _) => a.Box.CentreY > b.Box.CentreY),
            ("riding", (a, _, s) => a == s.Things[0]),
            ("on the back of", (a, _, s) => a == s.Things[0]),
            ("chasing", (a, _, s) => a == s.Things[0]),
            ("running after", (a, _, s) => a == s.Things[0]),
            ("chased by", (a, _, s) => a == s.Things[1]),
        ];
        var heard = new HashSet<string>();
        foreach (
            var (scene, caption) in _plans.Where(p => p.Scene.Things.Count == 2 && p.Scene.Relation != Relation.Group)
        )
        {
            int Place(SceneThing thing) =>
                Concept(thing)
                    .Also.Keys.Append(thing.Concept)
                    .Select(n => caption.IndexOf(n, StringComparison.Ordinal))
                    .Where(i => i >= 0)
                    .DefaultIfEmpty(-1)
                    .Min();
            // A pegasus may be called a winged horse; beside a horse the names cannot be told apart by searching.
            if (scene.Things.All(t => t.Concept is "horse" or "pegasus") || scene.Things.Any(t => Place(t) < 0))
                continue;
            var (first, second) =
                Place(scene.Things[0]) < Place(scene.Things[1])
                    ? (scene.Things[0], scene.Things[1])
                    : (scene.Things[1], scene.Things[0]);
            var between = caption[Place(first)..Place(second)];
            foreach (
                var (words, holds) in truths.Where(t => between.Contains($" {t.Words} ", StringComparison.Ordinal))
            )
            {
                Assert.True(
                    holds(first, second, scene),
                    $"{caption}: {first.Concept} at {first.Box}, {second.Concept} at {second.Box}"
                );
                heard.Add(words);
            }
        }
        Assert.Equal(truths.Length, heard.Count);
    }

    [Fact]
    public void A_background_or_look_that_is_named_is_there()
    {
        foreach (var (scene, caption) in _plans)
        {
            foreach (var other in fixture.World.Looks.Where(l => l.Name != scene.Look))
                Assert.DoesNotContain(
                    other.Before.Concat(other.After),
                    p =>
                        $" {caption.Replace(",", "", StringComparison.Ordinal)} ".Contains(
                            $" {p} ",
                            StringComparison.Ordinal
                        )
                );
            var mine = Background(scene).Words.Concat(Background(scene).AirWords).ToList();
            foreach (var other in fixture.World.Backgrounds.Where(b => b.Name != scene.Background))
                Assert.DoesNotContain(
                    other.Words.Concat(other.AirWords),
                    p =>
                        caption.Contains(p, StringComparison.Ordinal)
                        && !mine.Exists(m => m.Contains(p, StringComparison.Ordinal))
                );
            if (
                caption.Contains("at night", StringComparison.Ordinal)
                || caption.Contains("by night", StringComparison.Ordinal)
            )
                Assert.True(scene.Night);
        }
    }

    [Fact]
    public void Most_captions_leave_nothing_out()
    {
        bool IsWhole((Scene Scene, string Caption) plan)
        {
            var (scene, caption) = plan;
            var background = Background(scene);
            var silent =
                background is { Kind: "plain", Colour: "white" }
                || background.Colour is not null && Look(scene) is { KeepsColour: false };
            return (silent || background.Words.Concat(background.AirWords).Any(caption.Contains))
                && (Look(scene) is not { } look || look.Before.Concat(look.After).Any(caption.Contains))
                && scene.Things.All(t => t.Colour is null || caption.Contains(t.Colour, StringComparison.Ordinal))
                && (!scene.Night || caption.Contains("night", StringComparison.Ordinal));
        }
        Assert.InRange(_plans.Count(IsWhole) / (double)_plans.Count, 0.75, 0.97);
        Assert.Contains(_plans, p => Words(p.Caption).Length == 1);
        Assert.Contains(_plans, p => Words(p.Caption).Length > 12);
    }
}
