using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Data.Scenes;

/// <summary>Direction in which the artwork of a concept faces.</summary>
public enum Facing
{
    /// <summary>It faces the viewer.</summary>
    Front,

    /// <summary>It faces left.</summary>
    Left,

    /// <summary>It faces right.</summary>
    Right,
}

/// <summary>The ground of a background.</summary>
public enum Ground
{
    /// <summary>None: things are centred.</summary>
    None,

    /// <summary>A floor: things stand on the lower part of the picture.</summary>
    Floor,

    /// <summary>A table: things stand on its top.</summary>
    Table,

    /// <summary>Water: things float on it.</summary>
    Water,
}

/// <summary>One kind of thing in scenes.</summary>
public sealed record WorldConcept
{
    /// <summary>Its word in a caption, in the singular.</summary>
    public required string Name { get; init; }

    /// <summary>Its word in the plural.</summary>
    public required string Plural { get; init; }

    /// <summary>Other names, each with its plural.</summary>
    public IReadOnlyDictionary<string, string> Also { get; init; } = new Dictionary<string, string>();

    /// <summary>Code points of the sprite as in its file name, e.g. <c>1f99b</c>.</summary>
    public required string Sprite { get; init; }

    /// <summary>
    /// What is drawn onto the sprite, or null. <c>wings</c>: wings and a white coat; only the rim of the feathers may
    /// take another colour. <c>pegasus</c>: white wings; the coat is white or takes the colour. <c>hippogriff</c>:
    /// brown wings and an eagle's head.
    /// </summary>
    public string? Made { get; init; }

    /// <summary>Whether its name takes no article: <c>cheese</c>, <c>scissors</c>.</summary>
    public bool Mass { get; init; }

    /// <summary>The colour word that is true of the artwork; null if no single one is.</summary>
    public string? Colour { get; init; }

    /// <summary>The colour word that is true of the artwork of single styles.</summary>
    public IReadOnlyDictionary<string, string> ColourIn { get; init; } = new Dictionary<string, string>();

    /// <summary>Styles whose artwork is left out, because it shows something else.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Whether it can be recoloured and still be recognised.</summary>
    public bool Recolour { get; init; }

    /// <summary>Where its artwork looks.</summary>
    public Facing Facing { get; init; }

    /// <summary>Styles whose artwork faces another direction.</summary>
    public IReadOnlyDictionary<string, Facing> FacingIn { get; init; } = new Dictionary<string, Facing>();

    /// <summary>Whether it is in the air instead of on the ground.</summary>
    public bool Air { get; init; }

    /// <summary>Whether it can do something: fight, chase, ride, face others.</summary>
    public bool Acts { get; init; }

    /// <summary>Position of a rider in units of the unmirrored artwork's box; null if it cannot be ridden.</summary>
    public IReadOnlyList<double>? Saddle { get; init; }

    /// <summary>The same for single styles.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> SaddleIn { get; init; } =
        new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>What others can do with it, and its additional actions.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>How often it is chosen, relative to the others.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Direction in which the artwork of <paramref name="style"/> faces.</summary>
    public Facing FacingOf(string style) => FacingIn.TryGetValue(style, out Facing facing) ? facing : Facing;

    /// <summary>Where a rider sits on the artwork of <paramref name="style"/>; null if it cannot be ridden.</summary>
    public IReadOnlyList<double>? SaddleOf(string style) =>
        SaddleIn.TryGetValue(style, out IReadOnlyList<double>? saddle) ? saddle : Saddle;

    /// <summary>
    /// The colour word that is true of the artwork of <paramref name="style"/>; null if none is known.
    /// </summary>
    public string? ColourOf(string style, SceneWorld world) =>
        ColourIn.TryGetValue(style, out string? colour) ? colour
        : style == world.Style ? Colour
        : null;
}

/// <summary>A background that scenes can have.</summary>
public sealed record WorldBackground
{
    /// <summary>Its words in a caption.</summary>
    public required string Name { get; init; }

    /// <summary>The drawing: one of <see cref="Backdrop.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Colour word of a <c>plain</c> or <c>gradient</c> background.</summary>
    public string? Colour { get; init; }

    /// <summary>Phrases after the things, e.g. <c>on grass</c>.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Phrases for things in the air, e.g. <c>over grass</c>; empty to use <see cref="Words"/>.</summary>
    public IReadOnlyList<string> AirWords { get; init; } = [];

    /// <summary>What things stand on.</summary>
    public Ground Ground { get; init; }

    /// <summary>Whether it can have a night sky.</summary>
    public bool CanBeNight { get; init; }

    /// <summary>Whether it has a time of day and weather, in worlds that have them.</summary>
    public bool Outdoor { get; init; }

    /// <summary>How often it is chosen, relative to the others.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>A look that a whole picture can have.</summary>
public sealed record WorldLook
{
    /// <summary>Its words in a caption.</summary>
    public required string Name { get; init; }

    /// <summary>Its sprite style; null for the world's own.</summary>
    public string? Style { get; init; }

    /// <summary>Whether its style is black lines on transparency: a colour then applies to the lines.</summary>
    public bool Lines { get; init; }

    /// <summary>The filter over the picture: one of <see cref="PictureLook.Kinds"/>.</summary>
    public required string Filter { get; init; }

    /// <summary>Whether colours are recognisable in it; otherwise no colour is drawn or named.</summary>
    public bool KeepsColour { get; init; }

    /// <summary>Whether it needs a plain background.</summary>
    public bool PlainOnly { get; init; }

    /// <summary>Phrases before the things, e.g. <c>pixel art of</c>.</summary>
    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>Phrases after the things, e.g. <c>pixel art</c>.</summary>
    public required IReadOnlyList<string> After { get; init; }

    /// <summary>How often it is chosen, relative to the others.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>
/// The building blocks of scenes: concepts, backgrounds, looks, colours and their frequencies. A world is a JSON file
/// (recipes/worlds/), so that a model card can document its training data exactly.
/// </summary>
public sealed record SceneWorld
{
    /// <summary>Name of the world.</summary>
    public required string Name { get; init; }

    /// <summary>Picture width and height in pixels if none is given.</summary>
    public int PictureSize { get; init; } = 64;

    /// <summary>The sprite style of pictures without a look.</summary>
    public required string Style { get; init; }

    /// <summary>The things that scenes are composed of.</summary>
    public required IReadOnlyList<WorldConcept> Concepts { get; init; }

    /// <summary>
    /// Art styles among which each picture without a look has one; empty if that is <see cref="Style"/> alone.
    /// </summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Share of all combinations that training never sees, 0 to 0.9.</summary>
    public double HeldOut { get; init; } = 0.1;

    /// <summary>Most words of a caption; null for any number.</summary>
    public int? CaptionWords { get; init; }

    /// <summary>Sizes that things can have besides the usual one: of <see cref="WorldChoices.AllSizes"/>.</summary>
    public IReadOnlyList<string> Sizes { get; init; } = ["big", "small"];

    /// <summary>What things do: of <see cref="WorldChoices.AllDoings"/>.</summary>
    public IReadOnlyList<Relation> Doings { get; init; } =
    [Relation.Fighting, Relation.Facing, Relation.Riding, Relation.Chasing];

    /// <summary>Whether fighting things are separate and fully visible, with the bang small above them.</summary>
    public bool BodiesApart { get; init; }

    /// <summary>
    /// Whether pale things on pale backgrounds, and dark ones on dark backgrounds, have a thin outline.
    /// </summary>
    public bool Outlines { get; init; }

    /// <summary>Times of day, the usual one first; empty: only <see cref="WorldBackground.CanBeNight"/>.</summary>
    public IReadOnlyList<WorldTime> Times { get; init; } = [];

    /// <summary>Kinds of weather.</summary>
    public IReadOnlyList<WorldWeather> Weathers { get; init; } = [];

    /// <summary>Colours for things: names of <see cref="SceneColour.Names"/>.</summary>
    public required IReadOnlyList<string> Colours { get; init; }

    /// <summary>What scenes are composed before.</summary>
    public required IReadOnlyList<WorldBackground> Backgrounds { get; init; }

    /// <summary>The looks, such as "as pixel art".</summary>
    public IReadOnlyList<WorldLook> Looks { get; init; } = [];

    /// <summary>Range of the longer side of a single thing of normal size, as a share of the picture.</summary>
    public IReadOnlyList<double> SingleSize { get; init; } = [0.6, 0.8];

    /// <summary>Frequencies of the features.</summary>
    public WorldWeights Weights { get; init; } = new();

    /// <summary>The first, small world: some forty things for a small model (recipes/worlds/first.json).</summary>
    public static SceneWorld First => s_firstWorld.Value;

    private static readonly Lazy<SceneWorld> s_firstWorld = new(() =>
    {
        using StreamReader reader = new(typeof(SceneWorld).Assembly.GetManifestResourceStream("worlds/first.json")!);
        return Parse(reader.ReadToEnd(), "recipes/worlds/first.json");
    });

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new EnumNames(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads a world file.</summary>
    /// <exception cref="HippogriffException">The file cannot be read, is not JSON, or does not describe a valid
    /// world.</exception>
    public static SceneWorld Load(string path) => Parse(RegularFile.ReadText(path, what: "world file"), path);

    /// <summary>Reads a world from JSON; <paramref name="origin"/> names it in errors.</summary>
    /// <exception cref="HippogriffException">The text is not JSON or does not describe a valid world.</exception>
    public static SceneWorld Parse(string json, string origin)
    {
        SceneWorld world = JsonText.Read<SceneWorld>(
            json,
            s_json,
            fault => $"The world file '{origin}' is not a world: {fault}."
        );
        SceneWorldCheck.Require(world, origin);
        return world;
    }
}
