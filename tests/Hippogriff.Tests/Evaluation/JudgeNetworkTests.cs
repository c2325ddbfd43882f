using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Scenes;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Evaluation;

public sealed class JudgeNetworkTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly JudgeLabels labels = new(
        ["cat", "dog", "owl"],
        ["red", "blue"],
        ["sepia"],
        ["grass", "grass at night", "white"]
    );

    [Fact]
    public void Every_cell_and_every_picture_gets_its_answers_and_nothing_is_left_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        using JudgeNetwork judge = new(labels, 16);
        judge.Begin(1);
        using Tensor pixels = TinyNetworks.Noise(1, 2, 3, 16, 32);
        long before = TinyNetworks.Live;
        JudgeAnswers answers = judge.Look(pixels);
        Assert.Equal([2, 4, 8], answers.Middles.shape);
        Assert.Equal([2, 3, 4, 8], answers.Things.shape);
        Assert.Equal([2, 3, 4, 8], answers.Colours.shape);
        Assert.Equal([2, 2, 4, 8], answers.Boxes.shape);
        Assert.Equal([2, 2], answers.Looks.shape);
        Assert.Equal([2, 3], answers.Backgrounds.shape);
        Assert.Equal([2, 6], answers.Doings.shape);
        Assert.Equal([2, 3], answers.Presence.shape);
        Assert.Equal([2, JudgeNetwork.FeatureCount], answers.Features.shape);
        Assert.Equal(before + 9, TinyNetworks.Live);
    }

    [Fact]
    public void Larger_patches_make_larger_cells_and_the_lessons_follow()
    {
        using DisposeScope scope = NewDisposeScope();
        using JudgeNetwork judge = new(labels, 16, patch: 4);
        judge.Begin(1);
        Tensor pixels = TinyNetworks.Noise(1, 2, 3, 16, 32);
        Assert.Equal(8, judge.Cell);
        Assert.Equal([2, 3, 2, 4], judge.Look(pixels).Things.shape);
        Assert.Equal(
            [
                [2L, 16, 4, 8],
                [2, 32, 2, 4],
            ],
            judge.FineLevels(pixels).Select(f => f.shape)
        );
        Assert.Equal([2, judge.CoarseWidth, 1, 2], judge.Middle(pixels).shape);
        JudgeLessons lessons = new(scenes.World, scenes.Sprites, 3, 32);
        JudgeObjective objective = new(judge, JudgeLabels.Of(scenes.World), lessons, 2, ScalarType.Float32);
        Assert.Equal(4, objective.Prepare(0).Grid);
    }

    [Fact]
    public void It_begins_the_same_from_the_same_seed_and_expects_few_things()
    {
        using DisposeScope scope = NewDisposeScope();
        using JudgeNetwork one = new(labels, 16),
            same = new(labels, 16),
            other = new(labels, 16);
        one.Begin(4);
        same.Begin(4);
        other.Begin(5);
        Tensor pixels = TinyNetworks.Noise(1, 1, 3, 16, 16),
            middles = one.Look(pixels).Middles;
        Assert.True(TinyNetworks.Same(middles, same.Look(pixels).Middles));
        Assert.False(TinyNetworks.Same(middles, other.Look(pixels).Middles));
        Assert.InRange(middles.mean().item<float>(), -8, -2);
    }

    [Fact]
    public void The_truth_of_a_lesson_marks_middles_things_and_colours()
    {
        JudgeLabels all = JudgeLabels.Of(scenes.World);
        JudgeLessons lessons = new(scenes.World, scenes.Sprites, 3, 32);
        int first = Enumerable
            .Range(0, 200)
            .First(i =>
                lessons.Get(i).Truth is { Things.Count: 2, Relation: Relation.LeftOf } s
                && s.Things.All(t => t.Colour is not null)
            );
        JudgeBatch batch = new(all, lessons, first, 3);
        Scene scene = lessons.Get(first).Truth!;
        Assert.Equal(8, batch.Grid);
        Assert.Equal(lessons.Get(first + 1).Image.Pixels, batch.Pictures[1].Pixels);
        foreach (SceneThing thing in scene.Things)
        {
            int cell = (int)(thing.Box.CentreY * 8) * 8 + (int)(thing.Box.CentreX * 8);
            Assert.Equal(1, batch.Middles[cell]);
            Assert.Equal(thing.Concept, all.Things[(int)batch.Things[cell]]);
            Assert.Equal(thing.Colour, all.Colours[(int)batch.Colours[cell] - 1]);
            Assert.Equal(
                ((float)thing.Box.Width, (float)thing.Box.Height),
                (batch.Boxes[cell], batch.Boxes[64 + cell])
            );
            Assert.Equal(1, batch.Presence[all.Things.ToList().IndexOf(thing.Concept)]);
        }
        Assert.Equal(2, batch.Middles.Take(64).Count(m => m == 1));
        Assert.Equal(2, batch.Presence.Take(all.Things.Count).Sum());
        Assert.Equal(-1, batch.Things[0]);
        Assert.Equal(Sighting.BackgroundOf(scene), all.Backgrounds[(int)batch.Backgrounds[0]]);
    }

    [Fact]
    public void Among_the_lessons_are_empty_noisy_and_torn_pictures_without_things()
    {
        JudgeLessons lessons = new(scenes.World, scenes.Sprites, 3, 16);
        JudgeLesson[] taken = [.. Enumerable.Range(0, 400).Select(i => lessons.Get(i))];
        Assert.InRange(taken.Count(l => l.Truth is null), 20, 80);
        Assert.InRange(taken.Count(l => l.Truth is { Things.Count: 0 }), 8, 40);
        Assert.DoesNotContain(taken, l => l.Truth is { } scene && HeldOut.IsHeldOut(scene, scenes.World));
        JudgeBatch batch = new(JudgeLabels.Of(scenes.World), lessons, Array.FindIndex(taken, l => l.Truth is null), 1);
        Assert.Equal(0, batch.Known[0]);
        Assert.All(batch.Middles, m => Assert.Equal(0, m));
    }

    [Fact]
    public void Torn_pictures_keep_their_pixels_and_softened_ones_their_shape()
    {
        SceneRandom random = new(1, 1);
        RgbImage image = scenes.Composer(size: 16).Get(5).Image,
            torn = JudgeLessons.Torn(image, 8, ref random);
        Assert.NotEqual(image.Pixels, torn.Pixels);
        Assert.Equal(image.Pixels.Order(), torn.Pixels.Order());
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3, CPU);
        Tensor clean = ImageTensor.FromImages([image, image, image, image]),
            soft = Softening.Apply(clean, generator);
        Assert.Equal(clean.shape, soft.shape);
        Assert.InRange((soft - clean).abs().mean().item<float>(), 1e-3, 0.2);
        Assert.InRange(soft.abs().max().item<float>(), 0, 1);
    }

    [Fact]
    public void Things_are_the_peaks_of_the_middles_and_one_box_is_one_thing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor middles = full(1, 8, 8, Held(-6f)),
            things = zeros(1, 3, 8, 8),
            colours = zeros(1, 3, 8, 8),
            boxes = zeros(1, 2, 8, 8);
        void Put(int x, int y, float middle, int thing, int colour, float side)
        {
            middles[0, y, x] = middle;
            things[0, thing, y, x] = 9;
            colours[0, colour, y, x] = 9;
            (boxes[0, 0, y, x], boxes[0, 1, y, x]) = (side, side);
        }
        Put(1, 1, 4, 0, 2, 0.6f); // a blue cat, five cells wide
        Put(2, 1, 3, 1, 0, 0.1f); // its shoulder, taken for a dog
        Put(3, 1, 2, 0, 0, 0.6f); // two cells on, the same cat again
        Put(1, 3, 1, 1, 0, 0.3f); // two cells below, a dog: small, another thing
        Put(6, 6, 3, 2, 1, 0.25f); // a red owl
        Put(6, 3, 0, 2, 1, 0.25f); // and another, beside whose box it lies
        Put(6, 1, -2, 2, 0, 0.2f); // hardly anything
        Tensor whole = zeros(1, 2),
            backgrounds = tensor(
                new[,]
                {
                    { 0f, 5, 1 },
                }
            ),
            doings = tensor(
                new[,]
                {
                    { 0f, 0, 0, 7, 0, 0 },
                }
            );
        whole[0, 1] = 3;
        Sighting seen = new JudgeReading(
            new JudgeAnswers(middles, things, colours, boxes, whole, backgrounds, doings, zeros(1, 3), zeros(1, 4)),
            labels
        )
            .Sightings()
            .Single();
        Assert.Equal(
            ["cat blue 0.19 0.19", "owl red 0.81 0.81", "dog  0.19 0.44", "owl red 0.81 0.44", "owl  0.81 0.19"],
            seen.Things.Select(t => FormattableString.Invariant($"{t.Thing} {t.Colour} {t.X:0.00} {t.Y:0.00}"))
        );
        Assert.Equal(("sepia", "grass at night", Doing.Riding), (seen.Look, seen.Background, seen.Doing));
        Assert.Equal(4, Judge.Certain(seen, 0.3).Things.Count);
        Assert.Equal("blue cat, 2x red owl, dog", Judge.Certain(seen, 0.3).Describe());
    }
}
