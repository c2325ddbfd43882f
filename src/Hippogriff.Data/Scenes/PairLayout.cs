namespace Hippogriff.Data.Scenes;

/// <summary>Places two things side by side.</summary>
internal static class PairLayout
{
    private const double MostWidth = 0.96;

    /// <summary>The two things.</summary>
    /// <param name="at">What is known of them.</param>
    /// <param name="lower">How far below the middle they are where there is no ground.</param>
    /// <param name="random">Its numbers are consumed.</param>
    public static List<SceneThing> Place(Placement at, double lower, ref SceneRandom random)
    {
        bool firstLeft = at.Cast.Relation switch
        {
            Relation.LeftOf => true,
            Relation.RightOf => false,
            _ => random.Chance(0.5),
        };
        Sizes sizes = Choose(at, ref random);
        // Widths that leave room for the gap.
        double gap = Gap(at.Cast);
        double total = sizes.First.Width + sizes.Second.Width + gap;
        if (total > MostWidth)
            (sizes, total) = (sizes.Scaled((MostWidth - gap) / (total - gap)), MostWidth);
        // Where each is.
        double left = (1 - total) / 2;
        double leftWidth = firstLeft ? sizes.First.Width : sizes.Second.Width;
        double feet = at.Feet(ref random);
        double right = left + leftWidth + gap;
        double middle = 0.5 + lower + random.Between(-0.08, 0.08);
        SceneThing Put(int i, double x, (double Width, double Height) extent)
        {
            double y = at.Stands(i) ? feet - extent.Height : (at.HasGround ? 0.42 : middle) - extent.Height / 2;
            return at.Thing(i, new SceneBox(x, Math.Max(0.02, y), extent.Width, extent.Height));
        }
        return Turned(
            at,
            Put(0, firstLeft ? left : right, sizes.First) with
            {
                Size = sizes.FirstWord,
            },
            Put(1, firstLeft ? right : left, sizes.Second) with
            {
                Size = sizes.SecondWord,
            },
            firstLeft
        );
    }

    private static Sizes Choose(Placement at, ref SceneRandom random)
    {
        double side = random.Between(0.44, 0.5);
        bool named =
            at.Cast.Relation is Relation.Beside or Relation.LeftOf or Relation.RightOf
            && random.Chance(at.Cast.World.Weights.SizeShare);
        if (!named)
            return new Sizes(at.Extent(0, side), at.Extent(1, side), null, null);
        bool firstBig = random.Chance(0.5);
        (double large, double little, string big, string small) = (0.58, 0.28, "big", "small");
        IReadOnlyList<string> words = at.Cast.World.Sizes;
        if (words.Contains("huge") && words.Contains("tiny") && random.Chance(0.4))
            (large, little, big, small) = (0.7, 0.16, "huge", "tiny");
        return firstBig
            ? new Sizes(at.Extent(0, large), at.Extent(1, little), big, small)
            : new Sizes(at.Extent(0, little), at.Extent(1, large), small, big);
    }

    private static double Gap(Cast cast) =>
        cast.Relation switch
        {
            Relation.Fighting => cast.World.BodiesApart ? 0.05 : -0.03,
            Relation.Chasing => 0.08,
            _ => 0.03,
        };

    // Which way they look.
    private static List<SceneThing> Turned(Placement at, SceneThing first, SceneThing second, bool firstLeft)
    {
        double rear = at.Cast.World.BodiesApart ? 8 : 14;
        return at.Cast.Relation switch
        {
            Relation.Fighting => [at.Looking(0, first, firstLeft, rear), at.Looking(1, second, !firstLeft, rear)],
            Relation.Facing or Relation.Loving =>
            [
                at.Looking(0, first, firstLeft, rear: 0),
                at.Looking(1, second, !firstLeft, rear: 0),
            ],
            Relation.Chasing => [at.Looking(0, first, firstLeft, rear: 0), at.Looking(1, second, firstLeft, rear: 0)],
            _ => [first, second],
        };
    }

    // Width and height of each, and the words for their sizes.
    private sealed record Sizes(
        (double Width, double Height) First,
        (double Width, double Height) Second,
        string? FirstWord,
        string? SecondWord
    )
    {
        public Sizes Scaled(double by) =>
            this with
            {
                First = (First.Width * by, First.Height * by),
                Second = (Second.Width * by, Second.Height * by),
            };
    }
}
