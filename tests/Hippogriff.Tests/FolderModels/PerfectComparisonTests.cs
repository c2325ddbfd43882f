using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.FolderModels;

public sealed class PerfectComparisonTests
{
    [Fact]
    public void With_one_picture_all_that_is_optimal_ends_on_it()
    {
        using FolderModel model = new("one", Pictures(1), ["it"], CPU);
        PerfectResult result = PerfectComparison.Run(
            model,
            Pictures(1),
            ["it"],
            new PerfectRequest { Count = 2, Steps = 8 }
        );
        Assert.All(result.Optimal, drawn => Assert.Equal((0, 0.0), (drawn.Nearest, Math.Round(drawn.Distance, 2))));
        Assert.All(result.Optimal, drawn => Assert.Equal(Pictures(1)[0].Pixels, drawn.Image.Pixels));
        Assert.True(double.IsNaN(result.Apart));
        Assert.Empty(result.Network);
        Assert.Null(result.Agreement);
    }

    [Fact]
    public void A_network_that_is_the_optimal_denoiser_is_foretold_by_the_largest_patches()
    {
        RgbImage[] images = Pictures(4);
        string[] captions = ["a", "b", "c", "d"];
        using FolderModel model = new("folder", images, captions, CPU); // its own denoiser is the optimal one
        PerfectResult result = PerfectComparison.Run(
            model,
            images,
            captions,
            new PerfectRequest
            {
                WithNetwork = true,
                Count = 3,
                Steps = 6,
            }
        );
        Assert.All(result.Levels, level => Assert.Equal(1, level.Optimal, 1e-6));
        Assert.All(result.Levels, level => Assert.True(level.Local > 0.9, $"{level}"));
        Assert.Equal(1, result.Agreement!.Optimal, 1e-6);
        Assert.Equal(result.Optimal.Select(p => p.Nearest), result.Network.Select(p => p.Nearest));
        Assert.True(result.Apart > 10);
    }

    [Fact]
    public void Agreement_is_one_for_the_truth_and_nothing_for_the_mean_colour()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor truth = randn(2, 3, 4, 4, generator: new Generator(1))
            .Plus(tensor(new float[] { 1, 2, 3 }).view(1, 3, 1, 1));
        Assert.Equal(1, PerfectComparison.Agreement(truth, truth), 1e-9);
        Assert.Equal(
            0,
            PerfectComparison.Agreement(truth.mean([0, 2, 3], keepdim: true).expand(2, 3, 4, 4), truth),
            1e-5
        );
        Assert.True(PerfectComparison.Agreement(-truth, truth) < 0);
    }

    [Fact]
    public void Impossible_requests_are_refused()
    {
        using FolderModel model = new("one", Pictures(1), ["it"], CPU);
        foreach (
            PerfectRequest request in (PerfectRequest[])
                [new() { Count = 0 }, new() { Count = 17 }, new() { Steps = 0 }, new() { Side = 4 }]
        )
            Assert.Throws<HippogriffException>(() => PerfectComparison.Run(model, Pictures(1), ["it"], request));
        Assert.Throws<HippogriffException>(() => PerfectComparison.Run(model, [], [], new PerfectRequest()));
    }

    private static RgbImage[] Pictures(int count)
    {
        Random random = new(3);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    byte[] pixels = new byte[8 * 8 * 3];
                    random.NextBytes(pixels);
                    return new RgbImage(8, 8, pixels);
                }),
        ];
    }
}
