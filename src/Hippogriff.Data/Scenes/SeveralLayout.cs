namespace Hippogriff.Data.Scenes;

/// <summary>Places two to four parties, each one to three of a thing, as their arrangement says.</summary>
internal static class SeveralLayout
{
    /// <summary>The things of all parties.</summary>
    public static List<SceneThing> Place(Placement at, ref SceneRandom random)
    {
        int count = at.Cast.Concepts.Count;
        bool ground = at.HasGround;
        double feet = ground ? at.Feet(ref random) : 0.95;
        switch (at.Cast.Arrangement)
        {
            case Arrangement.Row:
                const double height = 0.62;
                return Fill(at, new Row(0, count, ground ? feet : 0.5 + height / 2, height, ground), ref random);
            case Arrangement.Rows:
                int above = count == 4 ? 2 : 1;
                Row upper = new(0, above, ground ? 0.55 : 0.48, 0.41, ground),
                    lower = new(above, count - above, feet, ground ? 0.36 : 0.43, ground);
                return [.. Fill(at, upper, ref random), .. Fill(at, lower, ref random)];
            default:
                List<SceneThing> pair = Doing(at, ref random);
                return
                [
                    .. Lowered(pair, ground ? feet : 0.96).Select((t, i) => t with { Party = i }),
                    .. Fill(at, new Row(2, count - 2, 0.4, 0.36, Stand: false), ref random),
                ];
        }
    }

    // The two that do something together.
    private static List<SceneThing> Doing(Placement at, ref SceneRandom random)
    {
        Placement pair = at.Of(
            at.Cast with
            {
                Concepts = [.. at.Cast.Concepts.Take(2)],
                Colours = [.. at.Cast.Colours.Take(2)],
                Relation = at.Cast.Doing!.Value,
            }
        );
        return DoingLayout.Place(pair, ref random) ?? PairLayout.Place(pair, lower: 0.2, ref random);
    }

    // Scales down a pair that is too high, to leave room above, with its feet at `feet`.
    private static IEnumerable<SceneThing> Lowered(IReadOnlyList<SceneThing> things, double feet)
    {
        const double room = 0.5;
        (double top, double bottom) = (things.Min(t => t.Box.Y), things.Max(t => t.Box.Y + t.Box.Height));
        double scale = Math.Min(1, room / (bottom - top));
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

    // Parties `From` and on, each in a cell of a row of this height with its feet at `Foot`, if they stand.
    private readonly record struct Row(int From, int Count, double Foot, double Height, bool Stand);

    // Things in the air hang in the middle of their cell.
    private static List<SceneThing> Fill(Placement at, Row row, ref SceneRandom random)
    {
        List<SceneThing> things = [];
        double width = 0.94 / row.Count;
        for (int i = 0; i < row.Count; i++)
        {
            int party = row.From + i;
            double middle = 0.03 + width * (i + 0.5) + random.Between(-0.01, 0.01);
            bool stands = row.Stand && !at.Cast.Concepts[party].Air;
            foreach (
                (double dx, double up, double w, double h) in Places(
                    at.Cast.Counts[party],
                    Math.Min(width, 0.6),
                    row.Height
                )
            )
            {
                double aspect = at.AspectOf(party);
                (double boxWidth, double boxHeight) = w / h < aspect ? (w, w / aspect) : (h * aspect, h);
                double y = row.Foot - up - boxHeight - (stands ? 0 : (h - boxHeight) / 2);
                SceneBox box = new(middle + dx - boxWidth / 2, Math.Max(0.02, y), boxWidth, boxHeight);
                things.Add(at.Thing(party, box) with { Party = party });
            }
        }
        return things;
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
