namespace Hippogriff.Data.Scenes;

/// <summary>Relation of the first thing of a scene to the second (for <see cref="Group"/>, of all things).</summary>
public enum Relation
{
    /// <summary>One thing alone.</summary>
    None,

    /// <summary>Two to four of the same thing.</summary>
    Group,

    /// <summary>Different things side by side; the caption names no order.</summary>
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

    /// <summary>Its assigned colour; null for the colours of the artwork.</summary>
    public string? Colour { get; init; }

    /// <summary>The sprite style (a folder name of the sprite library).</summary>
    public required string Style { get; init; }

    /// <summary>Box of the upright artwork, before <see cref="Tilt"/>.</summary>
    public required SceneBox Box { get; init; }

    /// <summary>Whether the artwork is mirrored horizontally.</summary>
    public bool Mirror { get; init; }

    /// <summary>Clockwise rotation about the box's centre in degrees.</summary>
    public double Tilt { get; init; }

    /// <summary><c>big</c>, <c>small</c> or null for normal size.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// <c>top left</c>, <c>top right</c>, <c>bottom left</c>, <c>bottom right</c> if the thing is in a corner;
    /// otherwise null.
    /// </summary>
    public string? Corner { get; init; }
}

/// <summary>The content of a composed picture: ground truth for captions and evaluation.</summary>
public sealed record Scene
{
    /// <summary>The things in the order of the relation (the first acts on the second).</summary>
    public required IReadOnlyList<SceneThing> Things { get; init; }

    public Relation Relation { get; init; }

    /// <summary>The background's name in its world.</summary>
    public required string Background { get; init; }

    /// <summary>Whether an outdoor background has a night sky.</summary>
    public bool Night { get; init; }

    /// <summary>The look's name in its world; null for the plain look.</summary>
    public string? Look { get; init; }

    /// <summary>Seed of random details (grain, scratches, positions of stars).</summary>
    public ulong Detail { get; init; }
}
