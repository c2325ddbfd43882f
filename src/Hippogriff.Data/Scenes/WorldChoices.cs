namespace Hippogriff.Data.Scenes;

/// <summary>What others can do with a thing, or what it can do besides what all that act can.</summary>
public enum Role
{
    /// <summary>It can be eaten.</summary>
    Eaten,

    /// <summary>It can be held.</summary>
    Held,

    /// <summary>One can sleep under it.</summary>
    Shelter,

    /// <summary>It can fly over others.</summary>
    Flies,

    /// <summary>It can be chased, though it does not act.</summary>
    Chased,
}

/// <summary>A time of day that outdoor scenes can have; the first of a world is the usual one.</summary>
public sealed record WorldTime
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How it is lit: one of <see cref="SceneLight.Names"/>.</summary>
    public required string Light { get; init; }

    /// <summary>Ways to say it, e.g. <c>at dusk</c>.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>How often it comes, beside the others that are not usual.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>Weather that outdoor scenes can have.</summary>
public sealed record WorldWeather
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The drawing: one of <see cref="Weather.Kinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Ways to say it, e.g. <c>in the rain</c>.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>How often it comes, beside the others.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>What world files can choose from.</summary>
public static class WorldChoices
{
    /// <summary>Sizes besides the usual one.</summary>
    public static IReadOnlyList<string> AllSizes { get; } = ["tiny", "small", "big", "huge"];

    /// <summary>What one thing can do to another.</summary>
    public static IReadOnlyList<Relation> AllDoings { get; } =
    [
        Relation.Fighting,
        Relation.Facing,
        Relation.Riding,
        Relation.Chasing,
        Relation.Eating,
        Relation.Holding,
        Relation.FlyingOver,
        Relation.JumpingOver,
        Relation.SleepingUnder,
        Relation.Loving,
    ];

    /// <summary>The ways to lie beside another thing that a caption names.</summary>
    public static IReadOnlyList<Relation> AllPlaces { get; } =
    [Relation.LeftOf, Relation.RightOf, Relation.Above, Relation.Below];

    /// <summary>What is drawn onto sprites.</summary>
    public static IReadOnlyList<string> AllMade { get; } = ["wings", "pegasus", "hippogriff"];

    /// <summary>Whether a relation is a doing.</summary>
    public static bool IsDoing(Relation relation) => AllDoings.Contains(relation);

    /// <summary>Whether a relation is a place that a caption names.</summary>
    public static bool IsPlace(Relation relation) => AllPlaces.Contains(relation);
}
