namespace Hippogriff.Data.Scenes;

public sealed partial class ScenePlanner
{
    // What is around the things; `Behind` is the colour before which they stand, where it is one.
    private sealed record Surroundings(
        WorldBackground Background,
        bool Night,
        WorldTime? Time,
        string? Weather,
        string? Behind
    );

    private Surroundings Setting(
        List<WorldConcept> concepts,
        WorldLook? look,
        string style,
        Relation relation,
        ref SceneRandom random,
        bool tall = false
    )
    {
        tall |= relation is Relation.FlyingOver or Relation.JumpingOver or Relation.SleepingUnder;
        var background = Background(concepts, look, style, tall, ref random);
        var night = background.CanBeNight && random.Chance(world.Weights.NightShare);
        WorldTime? time = null;
        string? weather = null;
        if (background.Outdoor && world.Times.Count > 0)
            time =
                world.Times.Count > 1 && random.Chance(world.Weights.TimeShare)
                    ? random.Pick([.. world.Times.Skip(1)], t => t.Weight)
                    : world.Times[0];
        if (background.Outdoor && world.Weathers.Count > 0 && random.Chance(world.Weights.WeatherShare))
        {
            var light = time is null ? SceneLight.Day : SceneLight.Of(time.Light);
            var fitting = world
                .Weathers.Where(w => Weather.Fits(w.Kind, light) && (look?.KeepsColour != false || w.Kind != "rainbow"))
                .ToList();
            if (fitting.Count > 0)
                weather = random.Pick(fitting, w => w.Weight).Name;
        }
        var dark = night || time is { Light: "night" };
        return new(background, night, time, weather, dark ? "black" : background.Colour ?? ColourOf(background.Kind));
    }

    private static bool FitsFirst(WorldConcept c, Relation relation, string style) =>
        relation switch
        {
            Relation.Facing or Relation.Chasing => c.Acts && c.FacingOf(style) != Facing.Front,
            Relation.FlyingOver => c.Roles.Contains(Role.Flies),
            Relation.JumpingOver => c.Acts && !c.Air,
            _ => !WorldChoices.IsDoing(relation) || c.Acts,
        };

    private static bool FitsSecond(WorldConcept c, Relation relation, string style) =>
        relation switch
        {
            Relation.Fighting or Relation.Loving => c.Acts,
            Relation.Facing => c.Acts && c.FacingOf(style) != Facing.Front,
            Relation.Chasing => (c.Acts || c.Roles.Contains(Role.Chased)) && c.FacingOf(style) != Facing.Front,
            Relation.Riding => c.SaddleOf(style) is not null,
            Relation.Eating => c.Roles.Contains(Role.Eaten),
            Relation.Holding => c.Roles.Contains(Role.Held),
            Relation.SleepingUnder => c.Roles.Contains(Role.Shelter),
            Relation.FlyingOver or Relation.JumpingOver => !c.Air,
            _ => true,
        };

    // Doings of two that stand beside each other, so that others fit above them.
    private static readonly Relation[] s_level =
    [
        Relation.Fighting,
        Relation.Facing,
        Relation.Chasing,
        Relation.Eating,
        Relation.Holding,
        Relation.Loving,
    ];

    // Two to four parties, each one to three of a thing.
    private Scene Several(WorldLook? look, string style, ref SceneRandom random)
    {
        var wanted = random.Pick(
            [2, 3, 4],
            n =>
                n == 3 ? 0.45
                : n == 4 ? 0.3
                : 0.25
        );
        var doings = s_level.Where(world.Doings.Contains).ToList();
        Relation? doing = wanted > 2 && doings.Count > 0 && random.Chance(0.35) ? random.Pick(doings) : null;
        var concepts = doing is { } relation ? Choose(relation, style, ref random) : [];
        if (concepts is null)
            (doing, concepts) = (null, []);
        while (concepts.Count < wanted)
        {
            var left = _concepts.Where(c => !concepts.Contains(c)).ToList();
            if (left.Count == 0)
                break;
            concepts.Add(random.Pick(left, c => c.Weight));
        }
        if (concepts.Any(c => !sprites.Has(c.Name, style)))
            (look, style) = (null, sprites.Style);
        if (doing is { } done && !(FitsFirst(concepts[0], done, style) && FitsSecond(concepts[1], done, style)))
            doing = null;
        var arrangement =
            doing is not null ? Arrangement.Over
            : concepts.Count == 4 || concepts.Count == 3 && random.Chance(0.5) ? Arrangement.Rows
            : Arrangement.Row;
        var counts = new List<int>();
        for (var i = 0; i < concepts.Count; i++)
        {
            var alone = doing is not null && i < 2;
            var more = random.Chance(concepts.Count == 2 ? 0.6 : 0.35);
            counts.Add(alone || !more || counts.Sum() > 4 ? 1 : 2 + random.Below(2));
        }
        var links = Links(arrangement, concepts.Count, doing, random.Chance(0.75));
        var setting = Setting(
            concepts,
            look,
            style,
            Relation.Several,
            ref random,
            tall: arrangement != Arrangement.Row
        );
        var colours = Colours(concepts, Relation.Several, look, style, setting.Behind, ref random);
        var cast = new Cast(concepts, colours, style, Relation.Several, setting.Background, world)
        {
            Counts = counts,
            Arrangement = arrangement,
            Doing = doing,
        };
        return new Scene
        {
            Things = _layout.Place(cast, ref random),
            Relation = Relation.Several,
            Background = setting.Background.Name,
            Night = setting.Night,
            Time = setting.Time?.Name,
            Weather = setting.Weather,
            Links = links,
            Arrangement = arrangement,
            Look = look?.Name,
            Detail = random.NextBits(),
        };
    }

    private static List<SceneLink> Links(Arrangement arrangement, int parties, Relation? doing, bool placed)
    {
        var links = new List<SceneLink>();
        if (doing is { } relation)
            links.Add(new SceneLink(0, relation, 1));
        if (placed)
            links.AddRange(
                (arrangement, parties) switch
                {
                    (Arrangement.Over, 3) => [new(2, Relation.Above, 0)],
                    (Arrangement.Over, _) => [new(2, Relation.Above, 0), new(3, Relation.Above, 0)],
                    (Arrangement.Rows, 3) => [new(0, Relation.Above, 1), new(0, Relation.Above, 2)],
                    (Arrangement.Rows, _) => [new(0, Relation.Above, 2), new(1, Relation.Above, 3)],
                    (_, 2) => [new(0, Relation.LeftOf, 1)],
                    _ => new[] { new SceneLink(0, Relation.LeftOf, 1), new SceneLink(1, Relation.LeftOf, 2) },
                }
            );
        return links;
    }
}
