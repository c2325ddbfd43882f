using Hippogriff.Insight.Projection;

namespace Hippogriff.Tests.Insight;

public class ProjectionTests
{
    /// <summary>Clusters of points around far corners of a space of ten dimensions.</summary>
    private static (float[][] Points, string[] Groups) Clusters(int each, double width)
    {
        Random random = new(3);
        string[] groups = [.. Enumerable.Range(0, 3 * each).Select(i => $"{i / each}")];
        float[][] points =
        [
            .. groups.Select(g =>
                Enumerable
                    .Range(0, 10)
                    .Select(d => (float)((d == int.Parse(g) ? 10 : 0) + width * (random.NextDouble() - 0.5)))
                    .ToArray()
            ),
        ];
        return (points, groups);
    }

    private static double Far((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    [Fact]
    public void Points_of_a_plane_keep_their_distances_on_its_axes()
    {
        double[][] flat =
        [
            [3, 0],
            [-3, 0],
            [0, 1],
            [0, -1],
        ];
        // The plane is turned into three dimensions: along (1, 2, 2) / 3 and (2, 1, -2) / 3, shifted by 5.
        float[][] points =
        [
            .. flat.Select(p =>
                new[]
                {
                    (float)(5 + p[0] / 3 + 2 * p[1] / 3),
                    (float)(5 + 2 * p[0] / 3 + p[1] / 3),
                    (float)(5 + 2 * p[0] / 3 - 2 * p[1] / 3),
                }
            ),
        ];
        PrincipalAxes axes = PrincipalAxes.Of(points);
        Assert.Equal([0.9, 0.1], axes.Shares.Select(s => Math.Round(s, 5))); // 9 + 9 to 1 + 1
        double[][] placed = [.. points.Select(p => axes.Place(p))];
        for (int i = 0; i < 4; i++)
            Assert.Equal(
                [Math.Abs(flat[i][0]), Math.Abs(flat[i][1])],
                placed[i].Select(v => Math.Round(Math.Abs(v), 4))
            );
        Assert.Equal(
            [0.0, 0.0],
            PrincipalAxes
                .Of([
                    [1f, 2f],
                ])
                .Place([1f, 2f])
        );
    }

    [Fact]
    public void Neighbourhoods_have_the_perplexity_that_was_asked_for()
    {
        (float[][] points, _) = Clusters(10, 4);
        double[] row = new double[points.Length],
            squares = [.. points.Select(p => p.Zip(points[4], (a, b) => (double)(a - b) * (a - b)).Sum())];
        NeighbourMap.Row(squares, 4, Math.Log(6), row);
        Assert.Equal(6, Math.Exp(-row.Where(p => p > 0).Sum(p => p * Math.Log(p))), 1e-4);
        double[] likely = NeighbourMap.Neighbourhoods(points, 6);
        Assert.Equal(1, likely.Sum(), 1e-9);
        int n = points.Length;
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            Assert.Equal(likely[i * n + j], likely[j * n + i], 1e-12);
        // Of equal distances every point is every other's neighbour alike: the perplexity that is asked for cannot be
        // had, but symmetry must stay.
        double[] corners = NeighbourMap.Neighbourhoods(
            [
                [1f, 0, 0],
                [0, 1f, 0],
                [0, 0, 1f],
            ],
            2
        );
        Assert.All(Enumerable.Range(0, 9).Where(i => i % 4 != 0), i => Assert.Equal(1 / 6.0, corners[i], 1e-6));
    }

    [Fact]
    public void The_slope_is_that_of_the_divergence()
    {
        (float[][] points, _) = Clusters(4, 6);
        double[] likely = NeighbourMap.Neighbourhoods(points, 3),
            gx = new double[12],
            gy = new double[12];
        Random random = new(8);
        double[] x = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())],
            y = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())];
        NeighbourMap.Slope(likely, x, y, gx, gy, 1);
        const double h = 1e-5;
        for (int i = 0; i < 12; i++)
        {
            double kept = x[i];
            x[i] = kept + h;
            double up = NeighbourMap.Divergence(likely, x, y);
            x[i] = kept - h;
            double down = NeighbourMap.Divergence(likely, x, y);
            x[i] = kept;
            Assert.Equal((up - down) / (2 * h), gx[i], 1e-6);
        }
    }

    [Fact]
    public void What_lies_together_is_laid_out_together_and_the_same_way_each_time()
    {
        (float[][] points, string[] groups) = Clusters(20, 5);
        (double X, double Y)[] map = NeighbourMap.Of(points);
        ClusterQuality quality = ClusterQuality.Of((i, j) => Far(map[i], map[j]), groups);
        Assert.Equal(1, quality.Neighbours);
        Assert.True(quality.Silhouette > 0.6, $"{quality.Silhouette}");
        Assert.Equal(map, NeighbourMap.Of(points));
        Assert.Equal(3, NeighbourMap.Of(points[..3]).Length);
    }

    /// <summary>By hand: of 0, 1, 10, 11 the first has a = 1 and b = 10.5, the second b = 9.5.</summary>
    [Fact]
    public void The_silhouette_is_the_one_worked_out_by_hand()
    {
        double[] at = [0, 1, 10, 11];
        ClusterQuality quality = ClusterQuality.Of(
            (i, j) => Math.Abs(at[i] - at[j]),
            ["a", "a", "b", "b"],
            neighbours: 1
        );
        Assert.Equal((9.5 / 10.5 + 8.5 / 9.5) / 2, quality.Silhouette, 1e-12);
        Assert.Equal(1, quality.Neighbours);
        Assert.InRange(quality.Chance, 0.15, 0.55); // one of three others is of one's kind
        Assert.True(ClusterQuality.Of((i, j) => Math.Abs(at[i] - at[j]), ["a", "b", "a", "b"], 1).Silhouette < 0);
    }
}
