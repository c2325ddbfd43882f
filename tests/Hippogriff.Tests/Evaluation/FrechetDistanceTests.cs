using Hippogriff.Evaluation;
using Hippogriff.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Evaluation;

public sealed class FrechetDistanceTests
{
    [Theory]
    [InlineData(0, 1, 0, 1, 0)]
    [InlineData(0, 1, 3, 1, 9)]
    [InlineData(0, 4, 0, 9, 1)] // (2 - 3)^2
    [InlineData(1, 0.25, -1, 2.25, 5)] // 2^2 + (0.5 - 1.5)^2
    public void On_a_line_it_is_the_difference_of_means_and_of_deviations(
        double mean1,
        double variance1,
        double mean2,
        double variance2,
        double expected
    )
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(
            expected,
            FrechetDistance.Between(
                tensor(new[] { mean1 }),
                tensor(
                    new[,]
                    {
                        { variance1 },
                    }
                ),
                tensor(new[] { mean2 }),
                tensor(
                    new[,]
                    {
                        { variance2 },
                    }
                )
            ),
            1e-9
        );
    }

    [Fact]
    public void In_a_plane_the_root_of_a_product_has_a_closed_form()
    {
        using DisposeScope scope = NewDisposeScope();
        // C1 C2 = [[2, 1], [1, 1]] [[3, -1], [-1, 2]] = [[5, 0], [2, 1]]: trace 6, determinant 5; tr (C1 C2)^1/2 =
        // sqrt(trace + 2 sqrt(determinant)).
        double expected = 1 + 4 + (2 + 1) + (3 + 2) - 2 * Math.Sqrt(6 + 2 * Math.Sqrt(5));
        Assert.Equal(
            expected,
            FrechetDistance.Between(
                tensor(new[] { 1.0, 2 }),
                tensor(
                    new[,]
                    {
                        { 2.0, 1 },
                        { 1, 1 },
                    }
                ),
                tensor(new[] { 0.0, 0 }),
                tensor(
                    new[,]
                    {
                        { 3.0, -1 },
                        { -1, 2 },
                    }
                )
            ),
            1e-9
        );
    }

    [Fact]
    public void A_set_moved_as_a_whole_is_as_far_as_it_was_moved()
    {
        float[][] rows = Rows(40, 6),
            moved = [.. rows.Select(r => r.Select((v, i) => v + i).ToArray())];
        Assert.Equal(0, FrechetDistance.Between(rows, rows), 1e-6);
        Assert.Equal(0 + 1 + 4 + 9 + 16 + 25, FrechetDistance.Between(rows, moved), 1e-4);
        Assert.Equal(FrechetDistance.Between(moved, rows), FrechetDistance.Between(rows, moved), 1e-6);
    }

    [Fact]
    public void More_features_than_pictures_are_no_harm()
    {
        float[][] few = Rows(4, 12);
        Assert.Equal(0, FrechetDistance.Between(few, few), 1e-5);
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([few[0]], few));
    }

    [Fact]
    public void The_spread_is_the_mean_distance_within_a_prompt()
    {
        float[][] features =
        [
            [0, 0],
            [3, 4],
            [0, 0],
            [7, 7],
            [7, 7],
            [7, 7],
        ];
        Assert.Equal((5.0 + 5 + 0) / 6, SeedSpread.Of(features, 3), 1e-9);
        Assert.Equal(0, SeedSpread.Of(features, 1));
    }

    private static float[][] Rows(int count, int width)
    {
        using Tensor all = TinyNetworks.Noise(3, count, width);
        return [.. all.data<float>().ToArray().Chunk(width)];
    }
}
