using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Data.Scenes;

/// <summary>Direction in which the artwork of a concept faces.</summary>
public enum Facing
{
    Front,
    Left,
    Right,
}

/// <summary>The ground of a background.</summary>
public enum Ground
{
    /// <summary>None: things are centred.</summary>
    None,
    Floor,
    Table,
    Water,
}

/// <summary>One kind of thing in scenes.</summary>
public sealed record WorldConcept
{
    public required string Name { get; init; }

    public required string Plural { get; init; }

    /// <summary>Other names, each with its plural.</summary>
    public IReadOnlyDictionary<string, string> Also { get; init; } = new Dictionary<string, string>();

    /// <summary>Code points of the sprite as in its file name, e.g. <c>1f99b</c>.</summary>
    public required string Sprite { get; init; }

    /// <summary>What is added to the sprite: <c>wings</c> or null.</summary>
    public string? Made { get; init; }

    /// <summary>The colour of the artwork; null if there is no single one.</summary>
    public string? Colour { get; init; }

    /// <summary>Whether it can be recoloured and still be recognised.</summary>
    public bool Recolour { get; init; }

    public Facing Facing { get; init; }

    /// <summary>Styles whose artwork faces another direction.</summary>
    public IReadOnlyDictionary<string, Facing> FacingIn { get; init; } = new Dictionary<string, Facing>();

    /// <summary>Whether it is in the air instead of on the ground.</summary>
    public bool Air { get; init; }

    /// <summary>Whether it can fight, chase, ride and face others.</summary>
    public bool Acts { get; init; }

    /// <summary>Position of a rider in units of the unmirrored artwork's box; null if it cannot be ridden.</summary>
    public IReadOnlyList<double>? Saddle { get; init; }

    public double Weight { get; init; } = 1;

    /// <summary>Direction in which the artwork of <paramref name="style"/> faces.</summary>
    public Facing FacingOf(string style) => FacingIn.TryGetValue(style, out var facing) ? facing : Facing;
}

/// <summary>A background that scenes can have.</summary>
public sealed record WorldBackground
{
    public required string Name { get; init; }

    /// <summary>The drawing: one of <see cref="Backdrop.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Colour word of a <c>plain</c> or <c>gradient</c> background.</summary>
    public string? Colour { get; init; }

    /// <summary>Phrases after the things, e.g. <c>on grass</c>.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Phrases for things in the air, e.g. <c>over grass</c>; empty to use <see cref="Words"/>.</summary>
    public IReadOnlyList<string> AirWords { get; init; } = [];

    public Ground Ground { get; init; }

    /// <summary>Whether it can have a night sky.</summary>
    public bool CanBeNight { get; init; }

    public double Weight { get; init; } = 1;
}

/// <summary>A look that a whole picture can have.</summary>
public sealed record WorldLook
{
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

    public double Weight { get; init; } = 1;
}

/// <summary>
/// Frequencies of the features of a world. Shares are probabilities in [0, 1]; the first four are relative weights.
/// </summary>
public sealed record WorldWeights
{
    public double Single { get; init; } = 0.65;

    public double Group { get; init; } = 0.1;

    public double Places { get; init; } = 0.12;

    public double Doings { get; init; } = 0.13;

    public double LookShare { get; init; } = 0.3;

    public double PlainShare { get; init; } = 0.5;

    public double ColourShare { get; init; } = 0.3;

    public double SizeShare { get; init; } = 0.15;

    public double CornerShare { get; init; } = 0.05;

    public double NightShare { get; init; } = 0.2;

    public double MirrorShare { get; init; } = 0.1;

    /// <summary>Share of complete captions.</summary>
    public double CompleteShare { get; init; } = 0.75;
}

/// <summary>
/// The building blocks of scenes: concepts, backgrounds, looks, colours and their frequencies. A world is a JSON file
/// (recipes/worlds/), so that a model card can document its training data exactly.
/// </summary>
public sealed partial record SceneWorld
{
    public required string Name { get; init; }

    /// <summary>Picture width and height in pixels if none is given.</summary>
    public int PictureSize { get; init; } = 64;

    /// <summary>The sprite style of pictures without a look.</summary>
    public required string Style { get; init; }

    public required IReadOnlyList<WorldConcept> Concepts { get; init; }

    /// <summary>Colours for things: names of <see cref="SceneColour.Names"/>.</summary>
    public required IReadOnlyList<string> Colours { get; init; }

    public required IReadOnlyList<WorldBackground> Backgrounds { get; init; }

    public IReadOnlyList<WorldLook> Looks { get; init; } = [];

    /// <summary>Range of the longer side of a single thing of normal size, as a share of the picture.</summary>
    public IReadOnlyList<double> SingleSize { get; init; } = [0.6, 0.8];

    public WorldWeights Weights { get; init; } = new();

    /// <summary>The first, small world: some forty things for a small model (recipes/worlds/first.json).</summary>
    public static SceneWorld First => FirstWorld.Value;

    private static readonly Lazy<SceneWorld> FirstWorld = new(() =>
    {
        using var reader = new StreamReader(
            typeof(SceneWorld).Assembly.GetManifestResourceStream("worlds/first.json")!
        );
        return Parse(reader.ReadToEnd(), "recipes/worlds/first.json");
    });

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
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
            Json,
            fault => $"The world file '{origin}' is not a world: {fault}."
        );
        world.Check(origin);
        return world;
    }
}
