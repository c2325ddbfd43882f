namespace Hippogriff.Data.Scenes;

/// <summary>What is around the things of a scene.</summary>
/// <param name="Background">What they stand before.</param>
/// <param name="Night">Whether the background is drawn at night.</param>
/// <param name="Time">The time of day; null without one.</param>
/// <param name="Weather">The name of the weather; null without.</param>
/// <param name="Behind">The colour before which they stand, where it is one.</param>
internal sealed record SceneSetting(
    WorldBackground Background,
    bool Night,
    WorldTime? Time,
    string? Weather,
    string? Behind
)
{
    /// <summary>A setting at random, in which all things of the draft are visible.</summary>
    /// <param name="world">What there is to choose from.</param>
    /// <param name="draft">The things.</param>
    /// <param name="tall">Whether things are above each other, so that a table or water leaves no room.</param>
    /// <param name="random">Its numbers are consumed.</param>
    public static SceneSetting Choose(SceneWorld world, SceneDraft draft, bool tall, ref SceneRandom random)
    {
        tall |= draft.Relation is Relation.FlyingOver or Relation.JumpingOver or Relation.SleepingUnder;
        WorldBackground background = ChooseBackground(world, draft, tall, ref random);
        bool night = background.CanBeNight && random.Chance(world.Weights.NightShare);
        WorldTime? time = null;
        if (background.Outdoor && world.Times.Count > 0)
            time =
                world.Times.Count > 1 && random.Chance(world.Weights.TimeShare)
                    ? random.Pick([.. world.Times.Skip(1)], t => t.Weight)
                    : world.Times[0];
        string? weather = background.Outdoor ? ChooseWeather(world, draft.Look, time, ref random) : null;
        bool dark = night || time is { Light: "night" };
        return new(background, night, time, weather, dark ? "black" : background.Colour ?? ColourOf(background.Kind));
    }

    private static string? ChooseWeather(SceneWorld world, WorldLook? look, WorldTime? time, ref SceneRandom random)
    {
        if (world.Weathers.Count == 0 || !random.Chance(world.Weights.WeatherShare))
            return null;
        SceneLight light = time is null ? SceneLight.Day : SceneLight.Of(time.Light);
        List<WorldWeather> fitting =
        [
            .. world.Weathers.Where(w =>
                Scenes.Weather.Fits(w.Kind, light) && (look?.KeepsColour != false || w.Kind != "rainbow")
            ),
        ];
        return fitting.Count > 0 ? random.Pick(fitting, w => w.Weight).Name : null;
    }

    private static WorldBackground ChooseBackground(
        SceneWorld world,
        SceneDraft draft,
        bool tall,
        ref SceneRandom random
    )
    {
        WorldLook? look = draft.Look;
        bool plain = look?.PlainOnly == true || random.Chance(world.Weights.PlainShare);
        List<WorldBackground> fitting =
        [
            .. world.Backgrounds.Where(b =>
                b.Weight > 0
                && FitsLook(b, look)
                && Shows(b, draft, world)
                && (!tall || b.Ground is Ground.None or Ground.Floor)
            ),
        ];
        List<WorldBackground> kind = [.. fitting.Where(b => IsPlain(b) == plain)];
        if (look is { KeepsColour: false } && plain)
            return fitting
                .Where(IsPlain)
                .OrderByDescending(b => b.Colour == "white")
                .ThenByDescending(b => b.Weight)
                .First();
        return random.Pick(kind.Count > 0 ? kind : fitting, b => b.Weight);
    }

    private static bool IsPlain(WorldBackground background) => background.Kind is "plain" or "gradient";

    // A picture without colours cannot show a coloured wall: its plain background is white.
    private static bool FitsLook(WorldBackground background, WorldLook? look) =>
        look is null
        || (!look.PlainOnly || background.Kind == "plain")
            && (
                look.KeepsColour
                || !IsPlain(background)
                || background.Kind == "plain" && SceneColour.IsNeutral(background.Colour!)
            );

    // A red heart is invisible on red, and black lines on black; white artwork has outlines, visible on white.
    private static bool Shows(WorldBackground background, SceneDraft draft, SceneWorld world) =>
        background.Colour is null or "white"
        || draft.Concepts.All(c =>
            (c.ColourIn.Count > 0 ? c.ColourOf(draft.Style, world) : c.Colour) != background.Colour
        ) && (background.Colour != "black" || draft.Look?.Lines != true);

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
