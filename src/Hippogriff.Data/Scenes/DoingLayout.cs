namespace Hippogriff.Data.Scenes;

/// <summary>Places two things of which one does something to the other that is not done side by side.</summary>
internal static class DoingLayout
{
    /// <summary>The two things; null if they stand side by side.</summary>
    public static List<SceneThing>? Place(Placement at, ref SceneRandom random) =>
        at.Cast.Relation switch
        {
            Relation.Riding => Ride(at, ref random),
            Relation.Eating => Eat(at, ref random),
            Relation.Holding => Hold(at, ref random),
            Relation.FlyingOver or Relation.JumpingOver => Over(at, ref random),
            Relation.SleepingUnder => SleepUnder(at, ref random),
            _ => null,
        };

    private static List<SceneThing> Ride(Placement at, ref SceneRandom random)
    {
        bool mirror = random.Chance(0.5);
        (double Width, double Height) mount = at.Extent(1, random.Between(0.6, 0.66));
        (double Width, double Height) rider = at.Extent(0, random.Between(0.38, 0.42));
        double feet = at.Stands(1) ? at.Feet(ref random) : 0.92;
        SceneBox mountBox = new(0.5 - mount.Width / 2, feet - mount.Height, mount.Width, mount.Height);
        IReadOnlyList<double> saddle = at.Cast.Concepts[1].SaddleOf(at.Cast.Style)!;
        (double saddleX, double saddleY) = (saddle[0], saddle[1]);
        // Saddles are defined for artwork that faces left.
        bool turned = at.Cast.Concepts[1].FacingOf(at.Cast.Style) == Facing.Right;
        double x = mountBox.X + mount.Width * (mirror != turned ? 1 - saddleX : saddleX) - rider.Width / 2;
        double y = mountBox.Y + mount.Height * saddleY - rider.Height * 0.86;
        if (y < 0.01)
        {
            mountBox = mountBox with { Y = mountBox.Y + 0.01 - y };
            y = 0.01;
        }
        bool goesRight = mirror != turned;
        return
        [
            at.Looking(
                0,
                at.Thing(0, new SceneBox(Math.Clamp(x, 0.01, 0.99 - rider.Width), y, rider.Width, rider.Height)),
                goesRight,
                rear: 0
            ),
            at.Thing(1, mountBox) with
            {
                Mirror = mirror,
            },
        ];
    }

    // The eaten lies at the mouth, low in front of the eater.
    private static List<SceneThing> Eat(Placement at, ref SceneRandom random) =>
        AtTheFront(at, random.Between(0.56, 0.64), new FrontPlace(0.12, 0.3, 0.22), ref random);

    // The held covers a part of the holder's chest.
    private static List<SceneThing> Hold(Placement at, ref SceneRandom random) =>
        AtTheFront(at, random.Between(0.6, 0.68), new FrontPlace(0.5, 0.55, 0.16), ref random);

    // Where the second is at the front of the first. They overlap by a share of the second's width, depending on where
    // the first looks: aside or to the front. The second's foot is `Up` of the first's height above the first's foot.
    private readonly record struct FrontPlace(double OverlapAside, double OverlapFront, double Up);

    // The first is large, the second small at its front.
    private static List<SceneThing> AtTheFront(Placement at, double side, FrontPlace place, ref SceneRandom random)
    {
        double small = random.Between(0.26, 0.31);
        bool right = random.Chance(0.5);
        ((double Width, double Height) first, (double Width, double Height) second) = (
            at.Extent(0, side),
            at.Extent(1, small)
        );
        double overlap =
            at.Cast.Concepts[0].FacingOf(at.Cast.Style) == Facing.Front ? place.OverlapFront : place.OverlapAside;
        double total = first.Width + second.Width * (1 - overlap);
        double left = (1 - total) / 2 + random.Between(-0.04, 0.04);
        double feet = at.Stands(0) ? at.Feet(ref random) : 0.5 + first.Height / 2;
        double x = right ? left : left + total - first.Width;
        double y = Math.Max(0.03, feet - first.Height);
        double secondX = right ? left + total - second.Width : left;
        double secondY = y + first.Height * (1 - place.Up) - second.Height;
        return
        [
            at.Looking(0, at.Thing(0, new SceneBox(x, y, first.Width, first.Height)), right, rear: 0),
            at.Thing(1, new SceneBox(secondX, secondY, second.Width, second.Height)),
        ];
    }

    // The first in the air above the second.
    private static List<SceneThing> Over(Placement at, ref SceneRandom random)
    {
        (bool right, bool jumps) = (random.Chance(0.5), at.Cast.Relation == Relation.JumpingOver);
        double feet = at.Cast.Background.Ground == Ground.None ? 0.94 : at.Feet(ref random);
        (double Width, double Height) first = at.Extent(0, random.Between(0.4, 0.46));
        (double Width, double Height) second = at.Extent(
            1,
            jumps ? random.Between(0.3, 0.36) : random.Between(0.38, 0.44)
        );
        double shift = random.Between(-0.06, 0.06);
        double top = feet - second.Height;
        double y = Math.Max(0.03, jumps ? top - first.Height - 0.02 : Math.Min(0.08, top - first.Height - 0.05));
        SceneBox lower = new(0.5 + shift - second.Width / 2, top, second.Width, second.Height);
        SceneBox upper = new(
            0.5 + (jumps ? shift : random.Between(-0.1, 0.1)) - first.Width / 2,
            y,
            first.Width,
            first.Height
        );
        SceneThing tilted = at.Looking(0, at.Thing(0, upper), right, rear: jumps ? 14 : 8);
        return [tilted, at.Thing(1, lower)];
    }

    // The first is small at the foot of the second; things in the sky are above it.
    private static List<SceneThing> SleepUnder(Placement at, ref SceneRandom random)
    {
        double feet = at.Cast.Background.Ground == Ground.None ? 0.95 : at.Feet(ref random);
        bool hangs = at.Cast.Concepts[1].Air;
        (double Width, double Height) second = at.Extent(
            1,
            hangs ? random.Between(0.4, 0.46) : random.Between(0.7, 0.78)
        );
        (double Width, double Height) first = at.Extent(
            0,
            hangs ? random.Between(0.38, 0.42) : random.Between(0.3, 0.36)
        );
        bool right = random.Chance(0.5);
        double aside = hangs ? random.Between(0, 0.1) : random.Between(0.16, 0.22);
        double x = 0.5 + (right ? aside : -aside) - first.Width / 2;
        double shelterY = hangs ? 0.05 : Math.Max(0.02, feet - 0.04 - second.Height);
        return
        [
            at.Looking(
                0,
                at.Thing(0, new SceneBox(x, feet - first.Height, first.Width, first.Height)),
                !right,
                rear: 0
            ),
            at.Thing(1, new SceneBox(0.5 - second.Width / 2, shelterY, second.Width, second.Height)),
        ];
    }
}
