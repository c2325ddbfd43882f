namespace Hippogriff.Data.Scenes;

/// <summary>Chooses things, colours, relation, background and look of a scene at random.</summary>
public sealed partial class ScenePlanner(SceneWorld world, SpriteLibrary sprites)
{
    private readonly SceneLayout _layout = new(sprites);
    private readonly List<WorldConcept> _concepts =
    [
        .. world.Concepts.Where(c => c.Weight > 0 && sprites.Has(c.Name, sprites.Style)),
    ];
    private readonly List<WorldLook> _looks =
    [
        .. world.Looks.Where(l => l.Weight > 0 && (l.Style is null || sprites.Styles.Contains(l.Style))),
    ];

    private enum Kind
    {
        Single,
        Group,
        Places,
        Doings,
        Several,
    }

    /// <summary>One scene; consumes numbers of <paramref name="random"/>.</summary>
    public Scene Plan(ref SceneRandom random)
    {
        var weights = world.Weights;
        var kind = random.Pick(
            [Kind.Single, Kind.Group, Kind.Places, Kind.Doings, Kind.Several],
            k =>
                k switch
                {
                    Kind.Single => weights.Single,
                    Kind.Group => weights.Group,
                    Kind.Places => weights.Places,
                    Kind.Several => weights.Several,
                    _ => weights.Doings,
                }
        );
        var look = _looks.Count > 0 && random.Chance(weights.LookShare) ? random.Pick(_looks, l => l.Weight) : null;
        var style = look?.Style ?? (sprites.PlainStyles.Count == 1 ? sprites.Style : random.Pick(sprites.PlainStyles));
        if (kind == Kind.Several)
            return Several(look, style, ref random);
        var relation = kind switch
        {
            Kind.Group => Relation.Group,
            Kind.Places => random.Pick([
                Relation.Beside,
                Relation.LeftOf,
                Relation.RightOf,
                Relation.Above,
                Relation.Below,
            ]),
            Kind.Doings => random.Pick(world.Doings),
            _ => Relation.None,
        };
        var concepts = Choose(relation, style, ref random);
        if (concepts is null)
            (relation, concepts) = (Relation.None, [random.Pick(_concepts, c => c.Weight)]);
        if (concepts.Any(c => !sprites.Has(c.Name, style)))
            (look, style) = (null, sprites.Style);
        var setting = Setting(concepts, look, style, relation, ref random);
        var background = setting.Background;
        var colours = Colours(concepts, relation, look, style, setting.Behind, ref random);
        var things = _layout.Place(new Cast(concepts, colours, style, relation, background, world), ref random);
        return new Scene
        {
            Things = things,
            Relation = relation,
            Background = background.Name,
            Night = setting.Night,
            Time = setting.Time?.Name,
            Weather = setting.Weather,
            Look = look?.Name,
            Detail = random.NextBits(),
        };
    }

    // The things of a scene in the order of the relation; null if the world has none that fit.
    private List<WorldConcept>? Choose(Relation relation, string style, ref SceneRandom random)
    {
        if (relation == Relation.None)
            return [random.Pick(_concepts, c => c.Weight)];
        if (relation == Relation.Group)
        {
            var one = random.Pick(_concepts, c => c.Weight);
            return [.. Enumerable.Repeat(one, 2 + random.Below(3))];
        }
        var firsts = _concepts.Where(c => FitsFirst(c, relation, style)).ToList();
        if (firsts.Count == 0)
            return null;
        var first = random.Pick(firsts, c => c.Weight);
        var seconds = _concepts.Where(c => c != first && FitsSecond(c, relation, style)).ToList();
        return seconds.Count == 0 ? null : [first, random.Pick(seconds, c => c.Weight)];
    }

    private WorldBackground Background(
        List<WorldConcept> concepts,
        WorldLook? look,
        string style,
        bool tall,
        ref SceneRandom random
    )
    {
        static bool IsPlain(WorldBackground b) => b.Kind is "plain" or "gradient";
        // A picture without colours cannot show a coloured wall: its plain background is white.
        bool FitsLook(WorldBackground b) =>
            look is null
            || (!look.PlainOnly || b.Kind == "plain")
                && (look.KeepsColour || !IsPlain(b) || b.Kind == "plain" && SceneColour.IsNeutral(b.Colour!));
        // A red heart is invisible on red, and black lines on black; white artwork has outlines that are visible on
        // white.
        bool Shows(WorldBackground b) =>
            b.Colour is null or "white"
            || concepts.All(c => (c.ColourIn.Count > 0 ? c.ColourOf(style, world) : c.Colour) != b.Colour)
                && (b.Colour != "black" || look?.Lines != true);
        bool Fits(WorldBackground b) => FitsLook(b) && Shows(b) && (!tall || b.Ground is Ground.None or Ground.Floor);
        var plain = look?.PlainOnly == true || random.Chance(world.Weights.PlainShare);
        var fitting = world.Backgrounds.Where(b => b.Weight > 0 && Fits(b)).ToList();
        var kind = fitting.Where(b => IsPlain(b) == plain).ToList();
        if (look is { KeepsColour: false } && plain)
            return fitting
                .Where(IsPlain)
                .OrderByDescending(b => b.Colour == "white")
                .ThenByDescending(b => b.Weight)
                .First();
        return random.Pick(kind.Count > 0 ? kind : fitting, b => b.Weight);
    }

    // A colour for each thing, null for the artwork's own; never that of the background, where it would be invisible.
    private List<string?> Colours(
        List<WorldConcept> concepts,
        Relation relation,
        WorldLook? look,
        string style,
        string? behind,
        ref SceneRandom random
    )
    {
        var colours = new List<string?>();
        foreach (var concept in concepts)
        {
            if (relation == Relation.Group && colours.Count > 0)
            {
                colours.Add(colours[0]);
                continue;
            }
            var own = concept.ColourOf(style, world);
            var free = world.Colours.Where(c => c != own && c != behind).ToList();
            var coloured =
                concept.Recolour
                && look?.KeepsColour != false
                && free.Count > 0
                && random.Chance(world.Weights.ColourShare);
            if (coloured && look?.Lines == true)
                free.RemoveAll(c => c is "white" or "black");
            colours.Add(coloured && free.Count > 0 ? random.Pick(free) : null);
        }
        return colours;
    }

    private static string? ColourOf(string kind) =>
        kind switch
        {
            "grass" => "green",
            "night" or "space" => "black",
            "forest" => "green",
            "snow" => "white",
            "underwater" => "blue",
            _ => null,
        };
}
