using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class CopyCheckTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Fact]
    public void A_planted_copy_is_found_a_little_brighter_too()
    {
        SceneComposer training = scenes.Composer(seed: 1);
        CopyCheck check = CopyCheck.Of(training, 300);
        RgbImage[] unseen = [.. Enumerable.Range(0, 100).Select(i => scenes.Composer(seed: 2).Get(i).Image)];
        double threshold = CopyCheck.Threshold(check.Nearest(unseen));
        RgbImage planted = training.Get(123).Image,
            brighter = new(planted.Width, planted.Height, [.. planted.Pixels.Select(p => (byte)Math.Min(255, p + 3))]);
        IReadOnlyList<Neighbour> found = check.Nearest([unseen[0], planted, brighter]);
        Assert.Equal(123, found[1].Training);
        Assert.InRange(found[1].Distance, 0, 0.2);
        Assert.Equal(123, found[2].Training);
        Assert.InRange(found[2].Distance, 1, 3.1);
        Assert.True(found[2].Distance < threshold, $"{found[2].Distance} {threshold}");
        Assert.Equal(300, check.Count);
    }

    [Fact]
    public void Distances_are_steps_of_255()
    {
        CopyCheck check = new([Plain(10), Plain(200)]);
        IReadOnlyList<Neighbour> found = check.Nearest([Plain(60), Plain(201)]);
        Assert.Equal((50, 0), (Math.Round(found[0].Distance), found[0].Training));
        Assert.Equal((1, 1), (Math.Round(found[1].Distance, 1), found[1].Training));
    }

    [Fact]
    public void One_unseen_scene_in_a_hundred_lies_below_the_threshold()
    {
        Neighbour[] unseen = [.. Enumerable.Range(0, 201).Select(i => new Neighbour(200 - i, 0))];
        Assert.Equal(2, CopyCheck.Threshold(unseen), 1e-9);
        Assert.Equal(2.5, CopyCheck.Quantile([4, 1, 2, 3], 0.5), 1e-9);
        Assert.Equal(7, CopyCheck.Quantile([7], 0.5));
    }

    private static RgbImage Plain(byte value) => new(32, 32, [.. Enumerable.Repeat(value, 32 * 32 * 3)]);
}
