using Hippogriff.Data.Scenes;
using Hippogriff.FolderModels;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

public class SpreadTests
{
    /// <summary>Of a mean, leaving one out gives the textbook's s / sqrt(n).</summary>
    [Fact]
    public void The_jackknife_of_a_mean_is_the_standard_error()
    {
        double[] values = [1, 2, 4, 8, 16];
        double mean = values.Average(),
            s = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 4);
        Measured m = Jackknife.Of(5, kept => kept.Average(i => values[i]));
        Assert.Equal(mean, m.Value, 1e-12);
        Assert.Equal(2.776 * s / Math.Sqrt(5), m.Error, 1e-9);
        Assert.InRange(Jackknife.Student(200), 1.971, 1.973);
    }

    /// <summary>
    /// Two normal points in D dimensions are 2 s Gamma((D + 1) / 2) / Gamma(D / 2) apart in the mean: for D = 4 it is 3
    /// sqrt(pi) / 2 s.
    /// </summary>
    [Fact]
    public void The_range_holds_the_true_spread_of_normal_points_about_nineteen_times_in_twenty()
    {
        double truth = 1.5 * Math.Sqrt(Math.PI);
        Random random = new(5);
        int held = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            float[][] rows =
            [
                .. Enumerable
                    .Range(0, 10)
                    .Select(_ => Enumerable.Range(0, 4).Select(_ => (float)Normal(random)).ToArray()),
            ];
            Measured spread = PromptSpread.Of(rows);
            if (spread.Low <= truth && truth <= spread.High)
                held++;
        }
        Assert.InRange(held, 270, 297);
    }

    /// <summary>
    /// The exact denoiser of a folder is known: of "red" there is one picture, of no words there are two.
    /// </summary>
    [Fact]
    public void A_prompt_that_leaves_one_picture_has_no_spread_and_one_that_leaves_two_has()
    {
        using FolderModel model = new(
            "two",
            [TinyModel.Plain(4, 4, 255, 0, 0), TinyModel.Plain(4, 4, 0, 0, 255)],
            ["red", "blue"],
            CPU
        );
        SpreadStory story = PromptSpread.Measure(
            model,
            TinyModel.Settings("", 1, guidance: 1, steps: 8, width: 4, height: 4),
            new SpreadPlan(["", "red"], Seeds: 8)
        );
        Assert.Equal(["pixels"], story.Spaces);
        Assert.InRange(story.Prompts[1].Spreads["pixels"].Value, 0, 1);
        int reds = story.Prompts[0].Images.Count(i => i.Pixels[0] > 127);
        double apart = Math.Sqrt(2 / 3.0) * 255,
            expected = apart * reds * (8 - reds) / 28;
        Assert.InRange(reds, 1, 7);
        Assert.Equal(expected, story.Prompts[0].Spreads["pixels"].Value, 0.02 * apart);
        Assert.InRange(story.Ratios["pixels"].Value, 0, 0.05);
        Assert.True(SpreadSheet.Clouds(story).Width > 0 && SpreadSheet.Strips(story).Width > 0);
    }

    [Fact]
    public void A_network_has_a_bottleneck_in_which_the_same_picture_lies_at_the_same_place()
    {
        using NetworkModel model = TinyModel.Create("u_net"),
            none = TinyModel.Create("transformer");
        Assert.Null(FeatureSpace.BottleneckOf(none));
        IReadOnlyList<float[]> rows = FeatureSpace
            .BottleneckOf(model)!
            .Of([
                TinyModel.Plain(16, 16, 255, 0, 0),
                TinyModel.Plain(16, 16, 0, 0, 255),
                TinyModel.Plain(16, 16, 255, 0, 0),
            ]);
        Assert.All(rows[0].Zip(rows[2]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(rows[0].Zip(rows[1]).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3);
    }

    [Fact]
    public void Ladders_are_counted_as_they_were_climbed()
    {
        GenerationSettings settings = TinyModel.Settings("", 1);
        FeatureSpace red = new("red", pictures => [.. pictures.Select(p => new[] { (float)p.Pixels[0] })]);
        SpreadStory Climb(IReadOnlyList<string> prompts, IProgress<double>? _) =>
            PromptSpread.Measure(
                settings,
                prompts,
                [.. prompts.Select(prompt => TinyModel.Words.Read(prompt))],
                [
                    .. prompts.Select(p =>
                        (IReadOnlyList<RgbImage>)
                            [
                                .. Enumerable
                                    .Range(0, 3)
                                    .Select(i => TinyModel.Plain(1, 1, (byte)(i * int.Parse(p)), 0, 0)),
                            ]
                    ),
                ],
                [red]
            );
        LadderResult result = LadderExperiment.Run(
            Climb,
            [
                ["8", "4", "2"],
                ["8", "16", "2"],
                ["4", "8"],
            ]
        );
        LadderFigure figure = result.Figures["red"];
        Assert.Equal((2, 3, 3, 5), (figure.Shrunk, figure.Ladders, figure.RungsShrunk, figure.Rungs));
        Assert.Equal(Math.Pow(0.25 * 0.25 * 2, 1 / 3.0), figure.Ratio.Value, 1e-9);
        Assert.Equal(0.5, figure.ByChance, 1e-12);
        Assert.Equal(0.25, result.Stories[0].Ratios["red"].Value, 1e-9);
    }

    [Theory]
    [InlineData(15, 20, 0.020695)]
    [InlineData(20, 20, 9.5367e-7)]
    [InlineData(0, 7, 1)]
    public void The_toss_of_a_coin_is_binomial(int heads, int tosses, double chance) =>
        Assert.Equal(chance, LadderExperiment.AtLeast(heads, tosses), chance * 1e-4);

    [Fact]
    public void There_are_twenty_ladders_of_four_rungs_in_words_of_the_first_world()
    {
        HashSet<string> known = [.. SceneCaptions.Vocabulary(SceneWorld.First).SelectMany(Vocabulary.Split)];
        Assert.Equal(20, LadderExperiment.First.Count);
        Assert.All(
            LadderExperiment.First,
            ladder =>
            {
                Assert.Equal(4, ladder.Count);
                Assert.Empty(ladder.SelectMany(Vocabulary.Split).Except(known));
            }
        );
        Assert.Equal(20, LadderExperiment.First.Select(l => l[1]).Distinct().Count());
        Assert.Contains(
            "no ladders",
            Assert.Throws<HippogriffException>(() => LadderExperiment.Parse("[[\"a\"]]", "l.json")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a list",
            Assert.Throws<HippogriffException>(() => LadderExperiment.Parse("{", "l.json")).Message,
            StringComparison.Ordinal
        );
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
