namespace Hippogriff.Data.Scenes;

/// <summary>
/// How the first thing of a scene stands to the second (or, for <see cref="Group"/>, all to each other).
/// </summary>
public enum Relation
{
    /// <summary>One thing alone.</summary>
    None,

    /// <summary>Two to four of the same thing.</summary>
    Group,

    /// <summary>Different things side by side, without an order that the caption names.</summary>
    Beside,

    LeftOf,
    RightOf,
    Above,
    Below,
    Fighting,
    Facing,
    Riding,
    Chasing,
}

/// <summary>A rectangle in picture units: the picture is 1 wide and 1 high, y points down.</summary>
public readonly record struct SceneBox(double X, double Y, double Width, double Height)
{
    public double CentreX => X + Width / 2;

    public double CentreY => Y + Height / 2;
}

/// <summary>One thing in a scene.</summary>
public sealed record SceneThing
{
    /// <summary>The concept's name in its world, e.g. <c>cat</c>.</summary>
    public required string Concept { get; init; }

    /// <summary>The colour it was given; null where it keeps the colours of the artwork.</summary>
    public string? Colour { get; init; }

    /// <summary>The sprite style (a folder name of the sprite library).</summary>
    public required string Style { get; init; }

    /// <summary>Where the upright artwork lies, before <see cref="Tilt"/>.</summary>
    public required SceneBox Box { get; init; }

    /// <summary>Whether the artwork is turned left to right.</summary>
    public bool Mirror { get; init; }

    /// <summary>Turn about the box's centre in degrees, clockwise.</summary>
    public double Tilt { get; init; }

    /// <summary><c>big</c>, <c>small</c> or null for the usual size.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// <c>top left</c>, <c>top right</c>, <c>bottom left</c>, <c>bottom right</c> where the thing sits in a corner,
    /// else null.
    /// </summary>
    public string? Corner { get; init; }
}

/// <summary>
/// Everything that is in a composed picture: the truth that a caption may tell and an evaluation may ask for.
/// </summary>
public sealed record Scene
{
    /// <summary>The things, in the order of the relation (first does something to second).</summary>
    public required IReadOnlyList<SceneThing> Things { get; init; }

    public Relation Relation { get; init; }

    /// <summary>The background's name in its world.</summary>
    public required string Background { get; init; }

    /// <summary>Whether an outdoor background lies under a night sky.</summary>
    public bool Night { get; init; }

    /// <summary>The look's name in its world; null for the plain look.</summary>
    public string? Look { get; init; }

    /// <summary>Seed of the drawing's small accidents (grain, scratches, places of stars).</summary>
    public ulong Detail { get; init; }
}
