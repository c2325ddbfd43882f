using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

public sealed class SceneComposerTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    [Fact]
    public void A_scene_is_a_pure_function_of_seed_and_index()
    {
        var inOrder = fixture.Composer();
        var first = Enumerable.Range(0, 60).Select(i => inOrder.Get(i)).ToList();
        var again = new SceneComposer(fixture.World, SpriteLibrary.Open(fixture.Folder, fixture.World), 1);
        Parallel.For(
            0,
            60,
            i =>
            {
                var example = again.Get(59 - i);
                Assert.Equal(first[59 - i].Caption, example.Caption);
                Assert.Equal(first[59 - i].Image.Pixels, example.Image.Pixels);
            }
        );
        Assert.NotEqual(
            first.Select(e => e.Caption),
            Enumerable.Range(0, 60).Select(i => fixture.Composer(seed: 2).Plan(i).Caption)
        );
    }

    [Theory]
    [InlineData(32)]
    [InlineData(50)]
    [InlineData(128)]
    public void Scenes_render_at_any_size(int size)
    {
        var composer = fixture.Composer(size: size);
        for (var i = 0; i < 40; i++)
        {
            var (image, _) = composer.Get(i);
            Assert.Equal((size, size), (image.Width, image.Height));
            Assert.True(image.Pixels.Distinct().Count() > 2, "a picture is not one flat colour");
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    public void A_share_of_looks_may_be_asked_for(double share)
    {
        var composer = fixture.Composer().WithLooks(share);
        Assert.InRange(
            Enumerable.Range(0, 400).Count(i => composer.Plan(i).Scene.Look is not null) / 400.0,
            share - 0.08,
            share + 0.08
        );
    }

    [Fact]
    public void A_size_out_of_range_is_refused() =>
        Assert.Contains("16 to 1024", Assert.Throws<HippogriffException>(() => fixture.Composer(size: 8)).Message);

    [Fact]
    public void Held_out_combinations_are_never_trained_on()
    {
        var trained = fixture.Plans(6000).Select(p => p.Scene).ToList();
        var kept = fixture.Plans(1000, share: SceneShare.HeldOut).Select(p => p.Scene).ToList();
        Assert.DoesNotContain(trained, s => HeldOut.IsHeldOut(s, fixture.World));
        Assert.All(kept, s => Assert.True(HeldOut.IsHeldOut(s, fixture.World)));
        Assert.Empty(trained.Select(HeldOut.Key).Intersect(kept.Select(HeldOut.Key)));
    }

    [Fact]
    public void A_tenth_is_held_out_and_single_words_are_not()
    {
        // The share among all combinations, by their names alone.
        var keys =
            from thing in fixture.World.Concepts
            from colour in fixture.World.Colours
            from place in fixture.World.Backgrounds
            select $"{thing.Name}:{colour}|none|{place.Name}|plain";
        var hashes = keys.Select(HeldOut.Hash).ToList();
        Assert.InRange(hashes.Count(h => h % 10 == 0) / (double)hashes.Count, 0.09, 0.11);
        foreach (var concept in fixture.World.Concepts)
        {
            var thing = new SceneThing
            {
                Concept = concept.Name,
                Style = "noto",
                Box = new(0, 0, 1, 1),
            };
            Assert.False(HeldOut.IsHeldOut(new Scene { Things = [thing], Background = "white" }, fixture.World));
            Assert.False(HeldOut.IsHeldOut(new Scene { Things = [thing], Background = "table" }, fixture.World));
        }
    }

    [Fact]
    public void The_hash_is_FNV_1a()
    {
        // The published 64-bit values for "" and "a", their halves folded.
        static ulong Folded(ulong hash) => hash ^ (hash >> 32);
        Assert.Equal(Folded(0xCBF29CE484222325UL), HeldOut.Hash(""));
        Assert.Equal(Folded(0xAF63DC4C8601EC8CUL), HeldOut.Hash("a"));
    }

    [Fact]
    public void The_same_picture_said_the_other_way_round_is_the_same_combination()
    {
        var (a, b) = (
            new SceneThing
            {
                Concept = "cat",
                Colour = "blue",
                Style = "noto",
                Box = new(0, 0, 1, 1),
            },
            new SceneThing
            {
                Concept = "apple",
                Style = "noto",
                Box = new(0, 0, 1, 1),
            }
        );
        var left = new Scene
        {
            Things = [a, b],
            Relation = Relation.LeftOf,
            Background = "grass",
        };
        var right = new Scene
        {
            Things = [b, a],
            Relation = Relation.RightOf,
            Background = "grass",
        };
        Assert.Equal("cat:blue+apple|leftof|grass|plain", HeldOut.Key(left));
        Assert.Equal(HeldOut.Key(left), HeldOut.Key(right));
    }

    [Fact]
    public void Everything_of_the_world_turns_up()
    {
        var scenes = fixture.Plans(4000).Select(p => p.Scene).ToList();
        Assert.All(fixture.World.Concepts, c => Assert.Contains(scenes, s => s.Things.Any(t => t.Concept == c.Name)));
        Assert.All(fixture.World.Backgrounds, b => Assert.Contains(scenes, s => s.Background == b.Name));
        Assert.All(fixture.World.Looks, l => Assert.Contains(scenes, s => s.Look == l.Name));
        IEnumerable<Relation> relations = Enum.GetValues<Relation>()
            .Except([.. WorldChoices.AllDoings, Relation.Several])
            .Concat(fixture.World.Doings);
        Assert.All(relations, r => Assert.Contains(scenes, s => s.Relation == r));
        WorldWeights w = fixture.World.Weights;
        Assert.Equal(
            w.Single / (w.Single + w.Group + w.Places + w.Doings),
            scenes.Count(s => s.Things.Count == 1) / 4000.0,
            0.03
        );
    }
}
