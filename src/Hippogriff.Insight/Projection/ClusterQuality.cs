namespace Hippogriff.Insight.Projection;

/// <summary>How well groups are separated.</summary>
/// <param name="Silhouette">Mean silhouette (Rousseeuw, 1987), -1 to 1: how much nearer points are to their own group
/// than to the next one; 0 means no separation.</param>
/// <param name="Neighbours">Share of points whose group equals that of most nearest neighbours, 0 to 1.</param>
/// <param name="Chance">The same share for random groups; the mean of many shuffles.</param>
public sealed record ClusterQuality(double Silhouette, double Neighbours, double Chance)
{
    private const int Deals = 50;

    /// <summary>Measures N points, by their distances.</summary>
    /// <param name="distance">Distance of two points by their indices.</param>
    /// <param name="groups">The group of each point; a group of one point counts only in the neighbours.</param>
    /// <param name="neighbours">Number of neighbours.</param>
    public static ClusterQuality Of(Func<int, int, double> distance, IReadOnlyList<string> groups, int neighbours = 5)
    {
        int n = groups.Count;
        if (n < 3)
            return new ClusterQuality(0, 0, 0);
        double[][] far =
        [
            .. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => distance(i, j)).ToArray()),
        ];
        int[][] nearest =
        [
            .. Enumerable
                .Range(0, n)
                .Select(i =>
                    Enumerable
                        .Range(0, n)
                        .Where(j => j != i)
                        .OrderBy(j => far[i][j])
                        .ThenBy(j => j)
                        .Take(neighbours)
                        .ToArray()
                ),
        ];
        Random deal = new(1);
        double chance = 0;
        for (int d = 0; d < Deals; d++)
        {
            string[] dealt = [.. groups];
            deal.Shuffle(dealt);
            chance += Agree(nearest, dealt) / Deals;
        }
        return new ClusterQuality(Silhouettes(far, groups), Agree(nearest, groups), chance);
    }

    /// <summary>
    /// (b - a) / max(a, b): a the mean distance to the own group, b the least mean distance to another.
    /// </summary>
    private static double Silhouettes(double[][] far, IReadOnlyList<string> groups)
    {
        Dictionary<string, int[]> members = Enumerable
            .Range(0, groups.Count)
            .GroupBy(i => groups[i])
            .ToDictionary(g => g.Key, g => g.ToArray());
        if (members.Count < 2)
            return 0;
        return Enumerable
            .Range(0, groups.Count)
            .Average(i =>
            {
                int[] own = members[groups[i]];
                if (own.Length < 2)
                    return 0;
                double a = own.Sum(j => far[i][j]) / (own.Length - 1);
                double b = members.Where(g => g.Key != groups[i]).Min(g => g.Value.Average(j => far[i][j]));
                return Math.Max(a, b) > 0 ? (b - a) / Math.Max(a, b) : 0;
            });
    }

    /// <summary>Ties between groups go to the group of the nearer neighbour.</summary>
    private static double Agree(int[][] nearest, IReadOnlyList<string> groups) =>
        Enumerable
            .Range(0, groups.Count)
            .Average(i =>
                nearest[i].Select(j => groups[j]).GroupBy(g => g).MaxBy(g => g.Count())!.Key == groups[i] ? 1.0 : 0
            );
}
