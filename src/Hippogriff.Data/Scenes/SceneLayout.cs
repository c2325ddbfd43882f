namespace Hippogriff.Data.Scenes;

/// <summary>Places the things of a scene so that the picture shows the relation.</summary>
public sealed class SceneLayout(SpriteLibrary sprites)
{
    /// <summary>Places the things of a cast.</summary>
    public IReadOnlyList<SceneThing> Place(Cast cast, ref SceneRandom random)
    {
        Placement at = new(cast, sprites);
        return cast.Relation switch
        {
            Relation.None => [Single(at, ref random)],
            Relation.Group => Group(at, ref random),
            Relation.Above or Relation.Below => Stack(at, ref random),
            Relation.Several => SeveralLayout.Place(at, ref random),
            _ => DoingLayout.Place(at, ref random) ?? PairLayout.Place(at, lower: 0, ref random),
        };
    }

    private static SceneThing Single(Placement at, ref SceneRandom random)
    {
        (WorldWeights weights, IReadOnlyList<double> typical) = (at.Cast.World.Weights, at.Cast.World.SingleSize);
        bool mirror = random.Chance(weights.MirrorShare);
        if (random.Chance(weights.CornerShare) && at.Cast.Background.Ground == Ground.None)
        {
            (bool right, bool bottom) = (random.Chance(0.5), random.Chance(0.5));
            (double w, double h) = at.Extent(0, random.Between(0.36, 0.46));
            SceneBox box = new(right ? 0.97 - w : 0.03, bottom ? 0.97 - h : 0.03, w, h);
            return at.Thing(0, box) with
            {
                Mirror = mirror,
                Corner = $"{(bottom ? "bottom" : "top")} {(right ? "right" : "left")}",
            };
        }
        string? size = random.Chance(weights.SizeShare) ? random.Pick(at.Cast.World.Sizes) : null;
        double side = size switch
        {
            "tiny" => random.Between(0.13, 0.18),
            "huge" => random.Between(1.02, 1.15),
            "big" => random.Between(0.88, 0.95),
            "small" => random.Between(0.3, 0.38),
            _ => random.Between(typical[0], typical[1]),
        };
        (double width, double height) = at.Extent(
            0,
            at.Cast.Background.Ground == Ground.Table ? Math.Min(side, 0.78) : side
        );
        if (at.Cast.Background.Ground == Ground.Table && size is "big" or "huge")
            size = null;
        double x = (1 - width) * (0.5 + random.Between(-0.3, 0.3));
        double y = at.Stands(0)
            ? at.Feet(ref random) - height
            : (1 - height) * (0.5 + random.Between(-0.3, 0.3)) - (at.Cast.Background.Ground == Ground.None ? 0 : 0.08);
        return at.Thing(0, new SceneBox(x, Math.Max(0.01, y), width, height)) with { Mirror = mirror, Size = size };
    }

    private static List<SceneThing> Group(Placement at, ref SceneRandom random)
    {
        int count = at.Cast.Concepts.Count;
        bool mirror = random.Chance(at.Cast.World.Weights.MirrorShare);
        // Centres: two in a row, three as a pyramid, four as a square; on a table, all in a row.
        (double X, double Y)[] centres = (count, at.Cast.Background.Ground) switch
        {
            (2, _) => [(0.26, 0.5), (0.74, 0.5)],
            (3, Ground.Table) => [(0.18, 0.5), (0.5, 0.5), (0.82, 0.5)],
            (3, _) => [(0.5, 0.26), (0.26, 0.74), (0.74, 0.74)],
            (4, Ground.Table) => [(0.13, 0.5), (0.38, 0.5), (0.62, 0.5), (0.87, 0.5)],
            _ => [(0.26, 0.26), (0.74, 0.26), (0.26, 0.74), (0.74, 0.74)],
        };
        double side =
            at.Cast.Background.Ground == Ground.Table
                ? count switch
                {
                    2 => 0.44,
                    3 => 0.31,
                    _ => 0.235,
                }
                : random.Between(0.4, 0.46);
        double feet = at.Feet(ref random);
        List<SceneThing> things = [];
        for (int i = 0; i < count; i++)
        {
            (double w, double h) = at.Extent(i, side);
            double y = centres[i].Y - h / 2 + random.Between(-0.015, 0.015);
            if (at.Stands(i))
            {
                // Several rows: the upper row is further back.
                bool back = count > 2 && at.Cast.Background.Ground != Ground.Table && centres[i].Y < 0.5;
                y = Math.Max(0.02, (back ? feet - side : feet) - h);
            }
            things.Add(
                at.Thing(i, new SceneBox(centres[i].X - w / 2 + random.Between(-0.015, 0.015), y, w, h)) with
                {
                    Mirror = mirror,
                }
            );
        }
        return things;
    }

    private static List<SceneThing> Stack(Placement at, ref SceneRandom random)
    {
        (int upper, int lower) = at.Cast.Relation == Relation.Above ? (0, 1) : (1, 0);
        double feet = at.Stands(lower) ? at.Feet(ref random) : 0.97;
        double side = Math.Min(random.Between(0.42, 0.47), (feet - 0.05) / 2);
        ((double Width, double Height) u, (double Width, double Height) l) = (
            at.Extent(upper, side),
            at.Extent(lower, side)
        );
        double shift = random.Between(-0.1, 0.1);
        SceneThing[] things = new SceneThing[2];
        things[lower] = at.Thing(lower, new SceneBox(0.5 + shift - l.Width / 2, feet - l.Height, l.Width, l.Height));
        things[upper] = at.Thing(
            upper,
            new SceneBox(
                0.5 + shift - u.Width / 2,
                Math.Max(0.02, feet - l.Height - u.Height - 0.03),
                u.Width,
                u.Height
            )
        );
        return [.. things];
    }
}
