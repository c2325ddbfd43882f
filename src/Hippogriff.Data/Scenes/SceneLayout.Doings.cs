namespace Hippogriff.Data.Scenes;

public sealed partial class SceneLayout
{
    private List<SceneThing> Ride(Cast cast, ref SceneRandom random)
    {
        var mirror = random.Chance(0.5);
        var mount = Extent(cast, 1, random.Between(0.6, 0.66));
        var rider = Extent(cast, 0, random.Between(0.38, 0.42));
        var feet = Stands(cast, 1) ? Feet(cast.Background, ref random) : 0.92;
        var mountBox = new SceneBox(0.5 - mount.Width / 2, feet - mount.Height, mount.Width, mount.Height);
        var saddle = cast.Concepts[1].SaddleOf(cast.Style)!;
        var (saddleX, saddleY) = (saddle[0], saddle[1]);
        // Saddles are defined for artwork that faces left.
        var turned = cast.Concepts[1].FacingOf(cast.Style) == Facing.Right;
        var x = mountBox.X + mount.Width * (mirror != turned ? 1 - saddleX : saddleX) - rider.Width / 2;
        var y = mountBox.Y + mount.Height * saddleY - rider.Height * 0.86;
        if (y < 0.01)
        {
            mountBox = mountBox with { Y = mountBox.Y + 0.01 - y };
            y = 0.01;
        }
        var goesRight = mirror != turned;
        return
        [
            Look(
                cast,
                0,
                Thing(cast, 0, new SceneBox(Math.Clamp(x, 0.01, 0.99 - rider.Width), y, rider.Width, rider.Height)),
                goesRight,
                rear: 0
            ),
            Thing(cast, 1, mountBox) with
            {
                Mirror = mirror,
            },
        ];
    }

    // The eaten lies at the mouth, low in front of the eater.
    private List<SceneThing> Eat(Cast cast, ref SceneRandom random) =>
        AtTheFront(cast, random.Between(0.56, 0.64), random.Between(0.26, 0.31), 0.12, 0.3, 0.22, ref random);

    // The held covers a part of the holder's chest.
    private List<SceneThing> Hold(Cast cast, ref SceneRandom random) =>
        AtTheFront(cast, random.Between(0.6, 0.68), random.Between(0.26, 0.31), 0.5, 0.55, 0.16, ref random);

    // The first is large, the second small at its front. They overlap by a share of the second's width: `facing` or
    // `front`, depending on where the first looks. The second's foot is `up` of the first's height above the first's
    // foot.
    private List<SceneThing> AtTheFront(
        Cast cast,
        double side,
        double small,
        double facing,
        double front,
        double up,
        ref SceneRandom random
    )
    {
        var right = random.Chance(0.5);
        var (first, second) = (Extent(cast, 0, side), Extent(cast, 1, small));
        var overlap = cast.Concepts[0].FacingOf(cast.Style) == Facing.Front ? front : facing;
        var total = first.Width + second.Width * (1 - overlap);
        var left = (1 - total) / 2 + random.Between(-0.04, 0.04);
        var feet = Stands(cast, 0) ? Feet(cast.Background, ref random) : 0.5 + first.Height / 2;
        var x = right ? left : left + total - first.Width;
        var y = Math.Max(0.03, feet - first.Height);
        var secondX = right ? left + total - second.Width : left;
        var secondY = y + first.Height * (1 - up) - second.Height;
        return
        [
            Look(cast, 0, Thing(cast, 0, new SceneBox(x, y, first.Width, first.Height)), right, rear: 0),
            Thing(cast, 1, new SceneBox(secondX, secondY, second.Width, second.Height)),
        ];
    }

    // The first in the air above the second.
    private List<SceneThing> Over(Cast cast, ref SceneRandom random)
    {
        var (right, jumps) = (random.Chance(0.5), cast.Relation == Relation.JumpingOver);
        var feet = cast.Background.Ground == Ground.None ? 0.94 : Feet(cast.Background, ref random);
        var first = Extent(cast, 0, random.Between(0.4, 0.46));
        var second = Extent(cast, 1, jumps ? random.Between(0.3, 0.36) : random.Between(0.38, 0.44));
        var shift = random.Between(-0.06, 0.06);
        var top = feet - second.Height;
        var y = Math.Max(0.03, jumps ? top - first.Height - 0.02 : Math.Min(0.08, top - first.Height - 0.05));
        var lower = new SceneBox(0.5 + shift - second.Width / 2, top, second.Width, second.Height);
        var upper = new SceneBox(
            0.5 + (jumps ? shift : random.Between(-0.1, 0.1)) - first.Width / 2,
            y,
            first.Width,
            first.Height
        );
        var tilted = Look(cast, 0, Thing(cast, 0, upper), right, rear: jumps ? 14 : 8);
        return [tilted, Thing(cast, 1, lower)];
    }

    // The first is small at the foot of the second; things in the sky are above it.
    private List<SceneThing> SleepUnder(Cast cast, ref SceneRandom random)
    {
        var feet = cast.Background.Ground == Ground.None ? 0.95 : Feet(cast.Background, ref random);
        var hangs = cast.Concepts[1].Air;
        var second = Extent(cast, 1, hangs ? random.Between(0.4, 0.46) : random.Between(0.7, 0.78));
        var first = Extent(cast, 0, hangs ? random.Between(0.38, 0.42) : random.Between(0.3, 0.36));
        var right = random.Chance(0.5);
        var aside = hangs ? random.Between(0, 0.1) : random.Between(0.16, 0.22);
        var x = 0.5 + (right ? aside : -aside) - first.Width / 2;
        var shelterY = hangs ? 0.05 : Math.Max(0.02, feet - 0.04 - second.Height);
        return
        [
            Look(
                cast,
                0,
                Thing(cast, 0, new SceneBox(x, feet - first.Height, first.Width, first.Height)),
                !right,
                rear: 0
            ),
            Thing(cast, 1, new SceneBox(0.5 - second.Width / 2, shelterY, second.Width, second.Height)),
        ];
    }

    private List<SceneThing> Several(Cast cast, ref SceneRandom random)
    {
        var count = cast.Concepts.Count;
        var onFloor = cast.Background.Ground != Ground.None;
        var things = new List<SceneThing>();
        var feet = onFloor ? Feet(cast.Background, ref random) : 0.95;
        switch (cast.Arrangement)
        {
            case Arrangement.Row:
                const double height = 0.62;
                var foot = onFloor ? feet : 0.5 + height / 2;
                Fill(cast, 0, count, foot, height, onFloor, things, ref random);
                break;
            case Arrangement.Rows:
                var above = count == 4 ? 2 : 1;
                Fill(cast, 0, above, onFloor ? 0.55 : 0.48, 0.41, onFloor, things, ref random);
                Fill(cast, above, count - above, feet, onFloor ? 0.36 : 0.43, onFloor, things, ref random);
                break;
            default:
                var pair = cast with
                {
                    Concepts = [.. cast.Concepts.Take(2)],
                    Colours = [.. cast.Colours.Take(2)],
                    Relation = cast.Doing!.Value,
                };
                var doing = cast.Doing is Relation.Eating or Relation.Holding
                    ? Place(pair, ref random)
                    : Pair(pair, ref random, lower: 0.2);
                things.AddRange(Lowered(doing, onFloor ? feet : 0.96).Select((t, i) => t with { Party = i }));
                Fill(cast, 2, count - 2, 0.4, 0.36, false, things, ref random);
                break;
        }
        return things;
    }

    // Scales down a pair that is too high, to leave room above, with its feet at `feet`.
    private static IEnumerable<SceneThing> Lowered(IReadOnlyList<SceneThing> things, double feet)
    {
        const double room = 0.5;
        var (top, bottom) = (things.Min(t => t.Box.Y), things.Max(t => t.Box.Y + t.Box.Height));
        var scale = Math.Min(1, room / (bottom - top));
        return things.Select(t =>
            t with
            {
                Box = new SceneBox(
                    0.5 + (t.Box.X - 0.5) * scale,
                    feet - (bottom - t.Box.Y) * scale,
                    t.Box.Width * scale,
                    t.Box.Height * scale
                ),
            }
        );
    }

    // Parties `from` and on, each in a cell of a row with its feet at `foot`; those in the air hang in its middle.
    private void Fill(
        Cast cast,
        int from,
        int count,
        double foot,
        double height,
        bool stand,
        List<SceneThing> things,
        ref SceneRandom random
    )
    {
        var width = 0.94 / count;
        for (var i = 0; i < count; i++)
        {
            var party = from + i;
            var middle = 0.03 + width * (i + 0.5) + random.Between(-0.01, 0.01);
            var places = Places(cast.Counts[party], Math.Min(width, 0.6), height);
            foreach (var (dx, up, w, h) in places)
            {
                var aspect = AspectOf(cast, party);
                var (boxWidth, boxHeight) = w / h < aspect ? (w, w / aspect) : (h * aspect, h);
                var y = foot - up - boxHeight - (stand && !cast.Concepts[party].Air ? 0 : (h - boxHeight) / 2);
                things.Add(
                    Thing(
                        cast,
                        party,
                        new SceneBox(middle + dx - boxWidth / 2, Math.Max(0.02, y), boxWidth, boxHeight)
                    ) with
                    {
                        Party = party,
                    }
                );
            }
        }
    }

    // Where one, two or three of a party lie in their cell: aside from its middle, up from its foot, width and height.
    private static (double X, double Up, double Width, double Height)[] Places(
        int count,
        double width,
        double height
    ) =>
        count switch
        {
            1 => [(0, 0, width * 0.9, height)],
            2 when width > height => [(-width / 4, 0, width * 0.46, height), (width / 4, 0, width * 0.46, height)],
            2 => [(0, 0, width * 0.9, height * 0.48), (0, height * 0.52, width * 0.9, height * 0.48)],
            _ when height > width * 1.5 =>
            [
                (0, 0, width * 0.9, height * 0.31),
                (0, height * 0.345, width * 0.9, height * 0.31),
                (0, height * 0.69, width * 0.9, height * 0.31),
            ],
            _ =>
            [
                (-width / 4, 0, width * 0.46, height * 0.48),
                (width / 4, 0, width * 0.46, height * 0.48),
                (0, height * 0.52, width * 0.46, height * 0.48),
            ],
        };
}
