namespace Hippogriff.Data.Scenes;

/// <summary>The things to place.</summary>
public sealed record Cast(
    IReadOnlyList<WorldConcept> Concepts,
    IReadOnlyList<string?> Colours,
    string Style,
    Relation Relation,
    WorldBackground Background,
    SceneWorld World
)
{
    /// <summary>Of <see cref="Relation.Several"/>: how many of each concept there are.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [];

    /// <summary>Of <see cref="Relation.Several"/>: how they are laid out.</summary>
    public Arrangement? Arrangement { get; init; }

    /// <summary>Of <see cref="Arrangement.Over"/>: what the first does to the second.</summary>
    public Relation? Doing { get; init; }
}

/// <summary>Places the things of a scene so that the picture shows the relation.</summary>
public sealed partial class SceneLayout(SpriteLibrary sprites)
{
    /// <summary>Places the things of a cast.</summary>
    public IReadOnlyList<SceneThing> Place(Cast cast, ref SceneRandom random) =>
        cast.Relation switch
        {
            Relation.None => [Single(cast, ref random)],
            Relation.Group => Group(cast, ref random),
            Relation.Above or Relation.Below => Stack(cast, ref random),
            Relation.Riding => Ride(cast, ref random),
            Relation.Eating => Eat(cast, ref random),
            Relation.Holding => Hold(cast, ref random),
            Relation.FlyingOver or Relation.JumpingOver => Over(cast, ref random),
            Relation.SleepingUnder => SleepUnder(cast, ref random),
            Relation.Several => Several(cast, ref random),
            _ => Pair(cast, ref random),
        };

    private SceneThing Single(Cast cast, ref SceneRandom random)
    {
        var (weights, typical) = (cast.World.Weights, cast.World.SingleSize);
        var mirror = random.Chance(weights.MirrorShare);
        if (random.Chance(weights.CornerShare) && cast.Background.Ground == Ground.None)
        {
            var (right, bottom) = (random.Chance(0.5), random.Chance(0.5));
            var (w, h) = Extent(cast, 0, random.Between(0.36, 0.46));
            var box = new SceneBox(right ? 0.97 - w : 0.03, bottom ? 0.97 - h : 0.03, w, h);
            return Thing(cast, 0, box) with
            {
                Mirror = mirror,
                Corner = $"{(bottom ? "bottom" : "top")} {(right ? "right" : "left")}",
            };
        }
        var size = random.Chance(weights.SizeShare) ? random.Pick(cast.World.Sizes) : null;
        var side = size switch
        {
            "tiny" => random.Between(0.13, 0.18),
            "huge" => random.Between(1.02, 1.15),
            "big" => random.Between(0.88, 0.95),
            "small" => random.Between(0.3, 0.38),
            _ => random.Between(typical[0], typical[1]),
        };
        var (width, height) = Extent(cast, 0, cast.Background.Ground == Ground.Table ? Math.Min(side, 0.78) : side);
        if (cast.Background.Ground == Ground.Table && size is "big" or "huge")
            size = null;
        var x = (1 - width) * (0.5 + random.Between(-0.3, 0.3));
        var y = Stands(cast, 0)
            ? Feet(cast.Background, ref random) - height
            : (1 - height) * (0.5 + random.Between(-0.3, 0.3)) - (cast.Background.Ground == Ground.None ? 0 : 0.08);
        return Thing(cast, 0, new SceneBox(x, Math.Max(0.01, y), width, height)) with { Mirror = mirror, Size = size };
    }

    private List<SceneThing> Group(Cast cast, ref SceneRandom random)
    {
        var count = cast.Concepts.Count;
        var mirror = random.Chance(cast.World.Weights.MirrorShare);
        // Centres: two in a row, three as a pyramid, four as a square; on a table, all in a row.
        (double X, double Y)[] centres = (count, cast.Background.Ground) switch
        {
            (2, _) => [(0.26, 0.5), (0.74, 0.5)],
            (3, Ground.Table) => [(0.18, 0.5), (0.5, 0.5), (0.82, 0.5)],
            (3, _) => [(0.5, 0.26), (0.26, 0.74), (0.74, 0.74)],
            (4, Ground.Table) => [(0.13, 0.5), (0.38, 0.5), (0.62, 0.5), (0.87, 0.5)],
            _ => [(0.26, 0.26), (0.74, 0.26), (0.26, 0.74), (0.74, 0.74)],
        };
        var side =
            cast.Background.Ground == Ground.Table
                ? count switch
                {
                    2 => 0.44,
                    3 => 0.31,
                    _ => 0.235,
                }
                : random.Between(0.4, 0.46);
        var feet = Feet(cast.Background, ref random);
        var things = new List<SceneThing>();
        for (var i = 0; i < count; i++)
        {
            var (w, h) = Extent(cast, i, side);
            var y = centres[i].Y - h / 2 + random.Between(-0.015, 0.015);
            if (Stands(cast, i))
            {
                // Several rows: the upper row is further back.
                var back = count > 2 && cast.Background.Ground != Ground.Table && centres[i].Y < 0.5;
                y = Math.Max(0.02, (back ? feet - side : feet) - h);
            }
            things.Add(
                Thing(cast, i, new SceneBox(centres[i].X - w / 2 + random.Between(-0.015, 0.015), y, w, h)) with
                {
                    Mirror = mirror,
                }
            );
        }
        return things;
    }

    private List<SceneThing> Pair(Cast cast, ref SceneRandom random, double lower = 0)
    {
        var relation = cast.Relation;
        var firstLeft = relation switch
        {
            Relation.LeftOf => true,
            Relation.RightOf => false,
            _ => random.Chance(0.5),
        };
        var side = random.Between(0.44, 0.5);
        var (first, second) = (Extent(cast, 0, side), Extent(cast, 1, side));
        var sized =
            relation is Relation.Beside or Relation.LeftOf or Relation.RightOf
            && random.Chance(cast.World.Weights.SizeShare);
        var (firstSize, secondSize) = ((string?)null, (string?)null);
        if (sized)
        {
            var firstBig = random.Chance(0.5);
            (firstSize, secondSize) = firstBig ? ("big", "small") : ("small", "big");
            var (large, little) = (0.58, 0.28);
            if (cast.World.Sizes.Contains("huge") && cast.World.Sizes.Contains("tiny") && random.Chance(0.4))
            {
                (large, little) = (0.7, 0.16);
                (firstSize, secondSize) = firstBig ? ("huge", "tiny") : ("tiny", "huge");
            }
            (first, second) = (Extent(cast, 0, firstBig ? large : little), Extent(cast, 1, firstBig ? little : large));
        }
        var gap = relation switch
        {
            Relation.Fighting => cast.World.BodiesApart ? 0.05 : -0.03,
            Relation.Chasing => 0.08,
            _ => 0.03,
        };
        var total = first.Width + second.Width + gap;
        if (total > 0.96)
        {
            var shrink = (0.96 - gap) / (total - gap);
            (first, second) = (
                (first.Width * shrink, first.Height * shrink),
                (second.Width * shrink, second.Height * shrink)
            );
            total = 0.96;
        }
        var left = (1 - total) / 2;
        var (leftWidth, feet) = (firstLeft ? first.Width : second.Width, Feet(cast.Background, ref random));
        var rightX = left + leftWidth + gap;
        var middle = 0.5 + lower + random.Between(-0.08, 0.08);
        double Top(int i, double height) =>
            Math.Max(
                0.02,
                Stands(cast, i) ? feet - height : (cast.Background.Ground == Ground.None ? middle : 0.42) - height / 2
            );
        var a = Thing(
            cast,
            0,
            new SceneBox(firstLeft ? left : rightX, Top(0, first.Height), first.Width, first.Height)
        ) with
        {
            Size = firstSize,
        };
        var b = Thing(
            cast,
            1,
            new SceneBox(firstLeft ? rightX : left, Top(1, second.Height), second.Width, second.Height)
        ) with
        {
            Size = secondSize,
        };
        var rear = cast.World.BodiesApart ? 8 : 14;
        return relation switch
        {
            Relation.Fighting => [Look(cast, 0, a, firstLeft, rear), Look(cast, 1, b, !firstLeft, rear)],
            Relation.Facing or Relation.Loving =>
            [
                Look(cast, 0, a, firstLeft, rear: 0),
                Look(cast, 1, b, !firstLeft, rear: 0),
            ],
            Relation.Chasing => [Look(cast, 0, a, firstLeft, rear: 0), Look(cast, 1, b, firstLeft, rear: 0)],
            _ => [a, b],
        };
    }

    private List<SceneThing> Stack(Cast cast, ref SceneRandom random)
    {
        var (upper, lower) = cast.Relation == Relation.Above ? (0, 1) : (1, 0);
        var feet = Stands(cast, lower) ? Feet(cast.Background, ref random) : 0.97;
        var side = Math.Min(random.Between(0.42, 0.47), (feet - 0.05) / 2);
        var (u, l) = (Extent(cast, upper, side), Extent(cast, lower, side));
        var shift = random.Between(-0.1, 0.1);
        var things = new SceneThing[2];
        things[lower] = Thing(cast, lower, new SceneBox(0.5 + shift - l.Width / 2, feet - l.Height, l.Width, l.Height));
        things[upper] = Thing(
            cast,
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

    // Orients a thing to face right (or left), tilted back by `rear` degrees.
    private static SceneThing Look(Cast cast, int i, SceneThing thing, bool right, double rear)
    {
        var facing = cast.Concepts[i].FacingOf(cast.Style);
        return thing with
        {
            Mirror = facing != Facing.Front && facing == Facing.Right != right,
            Tilt = right ? -rear : rear,
        };
    }

    // Things that act on each other stand on the ground, even fish; on a table, everything does.
    private static bool Stands(Cast cast, int i) =>
        cast.Background.Ground != Ground.None
        && (
            !cast.Concepts[i].Air
            || cast.Background.Ground == Ground.Table
            || cast.Relation != Relation.FlyingOver && WorldChoices.IsDoing(cast.Relation)
        );

    private static double Feet(WorldBackground background, ref SceneRandom random) =>
        background.Ground switch
        {
            Ground.Table => random.Between(0.77, 0.81),
            Ground.Water => random.Between(0.9, 0.93),
            _ => random.Between(0.88, 0.95),
        };

    // Width and height of a thing with longer side `side`.
    private (double Width, double Height) Extent(Cast cast, int i, double side)
    {
        var aspect = AspectOf(cast, i);
        return aspect >= 1 ? (side, side / aspect) : (side * aspect, side);
    }

    private static SceneThing Thing(Cast cast, int i, SceneBox box) =>
        new()
        {
            Concept = cast.Concepts[i].Name,
            Colour = cast.Colours[i],
            Style = cast.Style,
            Box = box,
        };

    // A colour does not change the shape.
    private double AspectOf(Cast cast, int i) => sprites.Get(cast.Concepts[i].Name, cast.Style, null).Aspect;
}
