using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Insight.Survival;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

/// <summary>With the exact denoiser of two pictures it is known what comes back.</summary>
public class SurvivalTests
{
    private static readonly RgbImage s_red = TinyModel.Plain(4, 4, 255, 0, 0),
        s_blue = TinyModel.Plain(4, 4, 0, 0, 255);

    private static FolderModel Two() => new("two", [s_red, s_blue], ["red", "blue"], CPU);

    private static GenerationSettings Settings(string prompt) =>
        TinyModel.Settings(prompt, 1, guidance: 1, steps: 10, width: 4, height: 4);

    [Fact]
    public void A_picture_that_is_hardly_noised_comes_back_and_pure_noise_becomes_what_the_words_say()
    {
        using FolderModel model = Two();
        long live = TinyNetworks.Live;
        SurvivalStory story = PictureSurvival.Draw(
            model,
            Settings("blue"),
            s_red,
            new SurvivalPlan([0.1, 0.5], Seeds: 4)
        );
        Assert.Equal(live, TinyNetworks.Live);
        Assert.Equal([0.1, 0.5, 1], story.Levels.Select(l => l.Strength));
        Assert.Equal(1, story.Levels[0].SurvivalWithoutWords, 1e-2);
        Assert.Equal(0, story.Levels[^1].SurvivalWithWords, 1e-9);
        Assert.InRange(TinyModel.Difference(story.Levels[0].WithoutWords, s_red), 0, 1);
        Assert.InRange(TinyModel.Difference(story.Levels[^1].WithWords, s_blue), 0, 1);
        Assert.InRange(story.HalfWithWords, 0, 1);
    }

    [Fact]
    public void The_level_at_which_half_survives_lies_between_those_measured()
    {
        SurvivalLevel Level(double strength, double survival) =>
            new(strength, strength, s_red, s_red, s_red) { SurvivalWithoutWords = survival, SurvivalWithWords = 1 };
        SurvivalStory story = new(Settings(""), s_red, [Level(0.2, 1), Level(0.4, 0.7), Level(0.8, 0.3), Level(1, 0)]);
        Assert.Equal(0.6, story.HalfWithoutWords, 1e-9);
        Assert.Equal(1, story.HalfWithWords);
        Assert.Equal(4, SurvivalSheet.Frames(story).Count);
        Assert.True(
            SurvivalSheet.Strip(story).Width > SurvivalSheet.Strip(story).Height && SurvivalSheet.Curve(story).Width > 0
        );
    }

    [Fact]
    public void A_slider_gets_one_level_and_what_is_noised_is_the_picture_and_noise_in_its_shares()
    {
        using FolderModel model = Two();
        SurvivalLevel level = PictureSurvival.Once(model, Settings("red"), s_red, 0.4);
        Assert.Equal(0.4, level.Sigma, 1e-6);
        double mean = level.Noised.Pixels.Where((_, i) => i % 3 == 0).Average(p => p / 127.5 - 1);
        Assert.InRange(mean, 0.3, 0.85); // 0.6 of a red of 1, less what is cut off, and the mean of 16 noises
        Assert.InRange(TinyModel.Difference(level.WithWords, s_red), 0, 1);
        Assert.Equal(level.Noised.Pixels, PictureSurvival.AddNoise(model, Settings("red"), s_red, 0.4).Pixels);
    }

    [Fact]
    public void Levels_and_sizes_that_cannot_be_are_refused()
    {
        using FolderModel model = Two();
        Assert.Contains(
            "above 0",
            Assert
                .Throws<HippogriffException>(() =>
                    PictureSurvival.Draw(model, Settings(""), s_red, new SurvivalPlan([0]))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "rise",
            Assert
                .Throws<HippogriffException>(() =>
                    PictureSurvival.Draw(model, Settings(""), s_red, new SurvivalPlan([0.5, 0.4]))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "8x8",
            Assert
                .Throws<HippogriffException>(() =>
                    PictureSurvival.Draw(model, Settings(""), TinyModel.Plain(8, 8, 0, 0, 0))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "1 and 8",
            Assert
                .Throws<HippogriffException>(() =>
                    PictureSurvival.Draw(model, Settings(""), s_red, new SurvivalPlan(Seeds: 9))
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
