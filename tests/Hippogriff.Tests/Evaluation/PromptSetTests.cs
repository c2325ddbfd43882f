using System.Collections.Concurrent;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Tests.Scenes;

namespace Hippogriff.Tests.Evaluation;

public sealed class PromptSetTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly ConcurrentDictionary<(Category, PromptShare), IReadOnlyList<EvaluationPrompt>> known = [];

    /// <summary>Made once: all toy artwork is alike.</summary>
    private IReadOnlyList<EvaluationPrompt> Of(Category category, PromptShare share = PromptShare.HeldOut) =>
        known.GetOrAdd((category, share), _ => PromptSet.Of(category, scenes.World, scenes.Sprites, share));

    public static TheoryData<Category> All => [.. Categories.All];

    [Theory, MemberData(nameof(All))]
    public void Every_category_asks_fifty_different_held_out_combinations(Category category)
    {
        IReadOnlyList<EvaluationPrompt> prompts = Of(category);
        Assert.True(prompts.Count(p => p.Counts) >= 50);
        Assert.Equal(prompts.Count, prompts.Select(p => p.Words).Distinct().Count());
        Assert.All(prompts, p => Assert.True(HeldOut.IsHeldOut(p.Scene, scenes.World), p.Words));
        Assert.All(prompts, p => Assert.Equal(p.Part, Categories.PartOf(category, p.Scene, scenes.World)));
        Assert.Equal(prompts.Count, prompts.Select(p => p.Seed / PromptSet.MostSeeds).Distinct().Count());
    }

    [Theory, MemberData(nameof(All))]
    public void Validation_asks_other_combinations_that_training_has(Category category)
    {
        IReadOnlyList<EvaluationPrompt> prompts = Of(category, PromptShare.Validation);
        Assert.True(prompts.Count(p => p.Counts) >= 50);
        Assert.All(prompts, p => Assert.False(HeldOut.IsHeldOut(p.Scene, scenes.World), p.Words));
        Assert.All(prompts, p => Assert.True(HeldOut.IsCombination(p.Scene, scenes.World), p.Words));
        HashSet<string> heldOut = [.. Of(category).Select(p => HeldOut.Key(p.Scene))];
        Assert.DoesNotContain(prompts, p => heldOut.Contains(HeldOut.Key(p.Scene)));
    }

    [Fact]
    public void Prompts_depend_neither_on_the_worlds_weights_nor_on_their_number()
    {
        SceneWorld other = scenes.World with
        {
            Weights = new WorldWeights
            {
                Single = 0.1,
                Group = 3,
                LookShare = 0.9,
                SizeShare = 1,
            },
            Concepts = [.. scenes.World.Concepts.Select(c => c with { Weight = 7 })],
        };
        EvaluationPrompt[] defaults = [.. Of(Category.Position)];
        Assert.Equal(
            defaults.Select(p => (p.Words, p.Seed)),
            PromptSet.Of(Category.Position, other, scenes.Sprites, PromptShare.HeldOut).Select(p => (p.Words, p.Seed))
        );
        Assert.Equal(
            defaults.Take(12).Select(p => (p.Words, p.Seed)),
            PromptSet
                .Of(Category.Position, scenes.World, scenes.Sprites, PromptShare.HeldOut, PromptSet.Quick)
                .Select(p => (p.Words, p.Seed))
        );
    }

    [Theory, MemberData(nameof(All))]
    public void Parts_take_turns(Category category)
    {
        string[] parts = [.. Categories.PartsOf(category, scenes.World)];
        EvaluationPrompt[] prompts = [.. Of(category)];
        if (category == Category.Colours) // the toy artwork is orange: hardly a thing can be asked for in it
        {
            parts = [.. parts.Where(p => p != "orange")];
            prompts = [.. prompts.Where(p => p.Part != "orange")];
        }
        Assert.Equal(parts, prompts.Take(parts.Length).Select(p => p.Part));
        Assert.Single(prompts.CountBy(p => p.Part).Select(p => p.Value).Distinct());
    }

    [Fact]
    public void Every_thing_is_asked_for_alone()
    {
        Assert.Equal(
            scenes.World.Concepts.Select(c => c.Name).Order(StringComparer.Ordinal),
            Of(Category.Single).Select(p => p.Scene.Things[0].Concept).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Colours_that_are_asked_for_are_not_those_that_the_thing_has_anyway()
    {
        OwnColours own = new(scenes.Sprites); // the toy artwork is orange
        Assert.True(own.Resembles("cat", scenes.World.Style, "orange"));
        Assert.False(own.Resembles("cat", scenes.World.Style, "blue"));
        Assert.DoesNotContain("orange", Of(Category.Binding).SelectMany(p => p.Scene.Things).Select(t => t.Colour));
        Assert.All(Of(Category.Binding), p => Assert.NotEqual(p.Scene.Things[0].Colour, p.Scene.Things[1].Colour));
    }

    [Fact]
    public void A_look_that_changes_nothing_is_not_asked_for()
    {
        LookShows shows = new(scenes.World, scenes.Sprites);
        Scene scene = Of(Category.Single).First(p => p.Scene.Look == "black and white").Scene;
        Assert.True(shows.In(scene));
        Assert.False(shows.In(scene with { Things = [], Background = "white", Night = false }));
    }

    [Theory, MemberData(nameof(All))]
    public void Captions_of_training_say_it_in_the_same_words_among_others(Category category)
    {
        SceneCaptions captions = new(scenes.World);
        HashSet<string> vocabulary = [.. SceneCaptions.Vocabulary(scenes.World)];
        foreach (EvaluationPrompt prompt in Of(category))
        {
            Assert.Equal(prompt.Words, captions.SayPlainly(prompt.Scene));
            Assert.All(prompt.Words.Split(' '), word => Assert.Contains(word, vocabulary));
        }
        foreach (EvaluationPrompt prompt in Of(category).Take(3))
        {
            bool said = false;
            for (int i = 0; i < 20_000 && !said; i++)
            {
                SceneRandom random = new(5, i);
                said = captions.Say(prompt.Scene, ref random) == prompt.Words;
            }
            Assert.True(said, prompt.Words);
        }
    }

    [Fact]
    public void Prompts_say_all_that_is_in_the_scene()
    {
        Assert.All(
            Of(Category.Binding),
            p =>
                Assert.All(
                    p.Scene.Things,
                    t => Assert.Contains($"{t.Colour} {t.Concept}", p.Words, StringComparison.Ordinal)
                )
        );
        Assert.All(
            Of(Category.Counting).Where(p => p.Part != "one"),
            p => Assert.StartsWith(p.Part + " ", p.Words, StringComparison.Ordinal)
        );
        Assert.All(
            Of(Category.Single).Concat(Of(Category.Two)).Where(p => p.Scene.Night),
            p => Assert.EndsWith(" at night", p.Words, StringComparison.Ordinal)
        );
        Assert.All(
            Of(Category.Looks),
            p =>
                Assert.StartsWith(
                    scenes.World.Looks.First(l => l.Name == p.Scene.Look).Before[0],
                    p.Words,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void A_world_too_narrow_is_named()
    {
        SceneWorld narrow = scenes.World with
        {
            Concepts = [.. scenes.World.Concepts.Take(2)],
            Backgrounds = [.. scenes.World.Backgrounds.Take(2)],
        };
        string sentence = Assert
            .Throws<HippogriffException>(() => PromptSet.Of(Category.Two, narrow, scenes.Sprites, PromptShare.HeldOut))
            .Message;
        Assert.Contains("prompts for two", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }
}
