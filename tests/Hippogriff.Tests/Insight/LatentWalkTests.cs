using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

public class LatentWalkTests
{
    /// <summary>On the unit circle the arc from (1, 0) to (0, 1) is (cos, sin).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Between_two_directions_the_way_is_the_arc(double t)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor at = Slerp.Between(tensor(new float[] { 2, 0 }), tensor(new float[] { 0, 2 }), t);
        Assert.Equal(2 * Math.Cos(t * Math.PI / 2), at[0].item<float>(), 1e-5);
        Assert.Equal(2 * Math.Sin(t * Math.PI / 2), at[1].item<float>(), 1e-5);
    }

    [Fact]
    public void Noise_stays_as_strong_along_the_arc_and_would_not_on_the_straight_line()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = TinyNetworks.Noise(1, 4096),
            b = TinyNetworks.Noise(2, 4096);
        Assert.InRange(Slerp.Between(a, b, 0.5).std().item<float>(), 0.95, 1.05);
        Assert.InRange((a.Plus(b) / Held(2)).std().item<float>(), 0.65, 0.76);
        Assert.Equal(a.mean().item<float>(), Slerp.Between(a, a, 0.3).mean().item<float>(), 1e-4);
    }

    [Fact]
    public void The_ends_of_a_walk_are_the_pictures_of_the_two_drawings()
    {
        using NetworkModel model = TinyModel.Create("u_net", latent: true);
        GenerationSettings begin =
                TinyModel.Settings("a red square", 3) with
                {
                    GuidanceInterval = new GuidanceInterval(0.1, 0.8),
                },
            end = begin with { Seed = 9, Prompt = "a blue square" };
        long live = TinyNetworks.Live;
        WalkStory walk = LatentWalk.Between(model, begin, new WalkPlan(9, "a blue square", 4));
        Assert.Equal(live, TinyNetworks.Live);
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], walk.Frames.Select(f => f.Share));
        Assert.InRange(TinyModel.Difference(TextToImage.Draw(model, begin, 1)[0].Image, walk.Frames[0].Image), 0, 1);
        Assert.InRange(TinyModel.Difference(TextToImage.Draw(model, end, 1)[0].Image, walk.Frames[^1].Image), 0, 1);
        Assert.Equal(end, walk.To);
        Assert.Equal(3, walk.Strides.Count);
        Assert.All(walk.Strides, s => Assert.True(s > 0));
    }

    /// <summary>Without guidance, and long enough for two batches.</summary>
    [Fact]
    public void A_walk_between_seeds_needs_no_network()
    {
        RgbImage red = TinyModel.Plain(4, 4, 255, 0, 0),
            blue = TinyModel.Plain(4, 4, 0, 0, 255);
        using FolderModel model = new("two", [red, blue], ["red", "blue"], CPU);
        GenerationSettings settings = TinyModel.Settings("", 1, guidance: 1, steps: 8, width: 4, height: 4);
        WalkStory walk = LatentWalk.Between(model, settings, new WalkPlan(2, "", 18));
        Assert.Equal(18, walk.Frames.Count);
        Assert.All(
            walk.Frames,
            f => Assert.InRange(Math.Min(TinyModel.Difference(f.Image, red), TinyModel.Difference(f.Image, blue)), 0, 1)
        ); // the exact denoiser knows no others
        Assert.Contains(
            "has no network",
            Assert
                .Throws<HippogriffException>(() => LatentWalk.Between(model, settings, new WalkPlan(2, "blue", 3)))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2 and 64",
            Assert
                .Throws<HippogriffException>(() => LatentWalk.Between(model, settings, new WalkPlan(2, "", 1)))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_holds_every_prompt_with_every_seed()
    {
        using NetworkModel model = TinyModel.Create();
        GenerationSettings settings = TinyModel.Settings("", 1);
        IReadOnlyList<IReadOnlyList<RgbImage>> table = LatentWalk.Table(
            model,
            settings,
            new TablePlan(["a red square", "a blue square"], [5, 8, 2])
        );
        Assert.Equal([3, 3], table.Select(row => row.Count));
        RgbImage alone = TextToImage.Draw(model, settings with { Prompt = "a blue square", Seed = 8 }, 1)[0].Image;
        Assert.InRange(TinyModel.Difference(alone, table[1][1]), 0, 1);
    }
}
