using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

public sealed class SecondWorldTests(SecondWorldFixture fixture) : IClassFixture<SecondWorldFixture>
{
    [Fact]
    public void It_has_hundreds_of_things_and_half_of_all_combinations_are_held_out()
    {
        SceneWorld world = fixture.Whole;
        Assert.True(world.Concepts.Count >= 350);
        Assert.Equal((0.5, 128), (world.HeldOut, world.PictureSize));
        string[] roles = [.. world.Concepts.SelectMany(c => c.Roles).Select(r => r.ToString()).Distinct()];
        Assert.Equal(Enum.GetNames<Role>().Order(), roles.Order());
        Assert.All(world.Concepts, c => Assert.True(c.Without.Count < world.Styles.Count, c.Name));
    }

    [Fact]
    public void A_picture_without_a_look_has_one_of_several_artworks()
    {
        string[] styles =
        [
            .. fixture
                .Plans(400)
                .Where(p => p.Scene.Look is null)
                .Select(p => p.Scene.Things[0].Style)
                .Distinct()
                .Order(),
        ];
        Assert.Equal(["noto", "twemoji"], styles);
    }

    [Fact]
    public void Half_of_the_combinations_are_held_out_and_they_hold_those_of_a_tenth()
    {
        (Scene Scene, string Caption)[] plans =
        [
            .. fixture
                .Plans(3000, fixture.World with { HeldOut = 0 })
                .Where(p => HeldOut.IsCombination(p.Scene, fixture.World)),
        ];
        bool[] half = [.. plans.Select(p => HeldOut.IsHeldOut(p.Scene, fixture.World with { HeldOut = 0.5 }))];
        bool[] tenth = [.. plans.Select(p => HeldOut.IsHeldOut(p.Scene, fixture.World with { HeldOut = 0.1 }))];
        Assert.InRange(half.Count(h => h) / (double)half.Length, 0.46, 0.54);
        Assert.InRange(tenth.Count(h => h) / (double)tenth.Length, 0.07, 0.13);
        Assert.All(tenth.Zip(half), p => Assert.True(!p.First || p.Second));
        Assert.Equal(tenth, plans.Select(p => HeldOut.Hash(HeldOut.Key(p.Scene)) % 10 == 0));
    }

    [Fact]
    public void Every_thing_is_trained_in_every_colour_look_and_beside_every_other()
    {
        // One part alone is no combination, whatever the share that is held out.
        Scene plain = fixture.Composer(fixture.Only(single: 1)).Plan(0).Scene with
        {
            Background = "white",
            Look = null,
            Time = null,
            Weather = null,
        };
        SceneThing thing = plain.Things[0] with { Colour = null };
        SceneThing other = thing with { Concept = fixture.World.Concepts.First(c => c.Name != thing.Concept).Name };
        Scene[] parts =
        [
            plain with
            {
                Things = [thing with { Colour = "blue" }],
            },
            plain with
            {
                Things = [thing],
                Look = "comic",
            },
            plain with
            {
                Things = [thing],
                Background = "forest",
            },
            plain with
            {
                Things = [thing, other],
                Relation = Relation.LeftOf,
            },
        ];
        Assert.All(
            parts,
            scene => Assert.False(HeldOut.IsHeldOut(scene, fixture.World with { HeldOut = 0.9 }), HeldOut.Key(scene))
        );
    }

    [Fact]
    public void Captions_are_no_longer_than_a_text_encoder_reads_and_say_every_word_of_the_vocabulary()
    {
        HashSet<string> known = [.. SceneCaptions.Vocabulary(fixture.World)];
        foreach ((Scene scene, string caption) in fixture.Plans(3000))
        {
            string[] words = caption.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(words.Length <= 32, caption);
            Assert.All(words, word => Assert.Contains(word.Trim(','), known));
            Assert.DoesNotContain('{', new SceneCaptions(fixture.World).SayPlainly(scene));
        }
    }

    [Fact]
    public void Time_and_weather_are_outdoors_only_and_there_is_no_sunshine_by_night()
    {
        Dictionary<string, WorldBackground> backgrounds = fixture.World.Backgrounds.ToDictionary(b => b.Name);
        Scene[] scenes = [.. fixture.Plans(2000).Select(p => p.Scene)];
        Assert.All(scenes, s => Assert.Equal(backgrounds[s.Background].Outdoor, s.Time is not null));
        Assert.All(scenes, s => Assert.True(s.Weather is null || s.Time is not null));
        Assert.DoesNotContain(scenes, s => s.Weather is "sunshine" or "rainbow" && s.Time != "day");
        Assert.Equal(fixture.World.Times.Count, scenes.Select(s => s.Time).OfType<string>().Distinct().Count());
        Assert.Equal(fixture.World.Weathers.Count, scenes.Select(s => s.Weather).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void Words_of_a_caption_fit_the_sound_and_the_kind_of_a_noun()
    {
        SceneCaptions captions = new(fixture.Whole);
        string Say(string concept) =>
            captions.SayPlainly(
                new Scene
                {
                    Things =
                    [
                        new SceneThing
                        {
                            Concept = concept,
                            Style = "noto",
                            Box = new SceneBox(0, 0, 1, 1),
                        },
                    ],
                    Background = "white",
                }
            );
        Assert.Equal(
            ["a cat", "an apple", "a unicorn", "a ufo", "an hourglass", "cheese", "scissors"],
            new[] { "cat", "apple", "unicorn", "ufo", "hourglass", "cheese", "scissors" }.Select(Say)
        );
    }

    [Fact]
    public void Every_scene_can_be_drawn_and_is_a_pure_function_of_its_number()
    {
        SceneComposer composer = fixture.Composer(size: 48);
        for (int i = 0; i < 150; i++)
        {
            Assert.Equal(composer.Get(i).Image.Pixels, fixture.Composer(size: 48).Get(i).Image.Pixels);
            Assert.True(composer.Get(i).Image.Pixels.Distinct().Count() > 2, composer.Caption(i));
        }
    }

    [Fact]
    public void The_later_things_of_a_large_world_are_told_apart_in_the_map_of_parts()
    {
        SceneWorld many = fixture.World with
        {
            Concepts =
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i =>
                        fixture.World.Concepts[0] with
                        {
                            Name = $"thing{i}",
                            Plural = $"things{i}",
                            Also = new Dictionary<string, string>(),
                            Weight = i == 299 ? 1 : 0,
                        }
                    ),
            ],
        };
        SceneComposer composer = new(
            many with
            {
                Weights = many.Weights with { Several = 0, Places = 0, Doings = 0 },
            },
            SpriteLibrary.Open(fixture.Folder, many),
            1
        );
        Assert.Contains((ushort)300, composer.Parts(0, 16).Things);
    }
}
