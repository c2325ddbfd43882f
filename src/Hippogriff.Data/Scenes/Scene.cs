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

    /// <summary>The first is to the left of the second.</summary>
    LeftOf,

    /// <summary>The first is to the right of the second.</summary>
    RightOf,

    /// <summary>The first is above the second.</summary>
    Above,

    /// <summary>The first is below the second.</summary>
    Below,

    /// <summary>The two fight.</summary>
    Fighting,

    /// <summary>The two face one another.</summary>
    Facing,

    /// <summary>The first rides the second.</summary>
    Riding,

    /// <summary>The first chases the second.</summary>
    Chasing,

    /// <summary>The first eats the second.</summary>
    Eating,

    /// <summary>The first holds the second.</summary>
    Holding,

    /// <summary>The first flies over the second.</summary>
    FlyingOver,

    /// <summary>The first jumps over the second.</summary>
    JumpingOver,

    /// <summary>The first sleeps under the second.</summary>
    SleepingUnder,

    /// <summary>Two that love each other.</summary>
    Loving,

    /// <summary>
    /// Two to four different things, some of them several times: <see cref="Scene.Links"/> say how they stand.
    /// </summary>
    Several,
}

/// <summary>How the things of a scene of <see cref="Relation.Several"/> are laid out.</summary>
public enum Arrangement
{
    /// <summary>All side by side, the first on the left.</summary>
    Row,

    /// <summary>The first of three, or the first two of four, above the others.</summary>
    Rows,

    /// <summary>The first two do something below; the others are above them.</summary>
    Over,
}

/// <summary>How one party of a scene of <see cref="Relation.Several"/> stands to another.</summary>
/// <param name="First">Number of the party that does it or lies there.</param>
/// <param name="Relation">A place or a doing.</param>
/// <param name="Second">Number of the other.</param>
public sealed record SceneLink(int First, Relation Relation, int Second);

/// <summary>A rectangle in picture units: the picture is 1 wide and 1 high, y points down.</summary>
public readonly record struct SceneBox(double X, double Y, double Width, double Height)
{
    /// <summary>Middle of the rectangle, from the left.</summary>
    public double CentreX => X + Width / 2;

    /// <summary>Middle of the rectangle, from the top.</summary>
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

    /// <summary>One of <see cref="WorldChoices.AllSizes"/>, or null for the usual size.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// In a scene of <see cref="Relation.Several"/> the number of the party it belongs to: all of a party are the same
    /// thing in the same colour.
    /// </summary>
    public int Party { get; init; }

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

    /// <summary>The relation of the scene.</summary>
    public Relation Relation { get; init; }

    /// <summary>The background's name in its world.</summary>
    public required string Background { get; init; }

    /// <summary>Whether an outdoor background has a night sky.</summary>
    public bool Night { get; init; }

    /// <summary>Name of the time of day, where the world has times and the scene is outdoors; else null.</summary>
    public string? Time { get; init; }

    /// <summary>Name of the weather; null for none.</summary>
    public string? Weather { get; init; }

    /// <summary>How the parties of a scene of <see cref="Relation.Several"/> stand to each other.</summary>
    public IReadOnlyList<SceneLink> Links { get; init; } = [];

    /// <summary>How they are laid out; null in all other scenes.</summary>
    public Arrangement? Arrangement { get; init; }

    /// <summary>The look's name in its world; null for the plain look.</summary>
    public string? Look { get; init; }

    /// <summary>Seed of random details (grain, scratches, positions of stars).</summary>
    public ulong Detail { get; init; }
}

/// <summary>What a scene says of its parties.</summary>
public static class SceneParties
{
    /// <summary>The things of each party, in the order of their numbers; in other scenes each thing is one.</summary>
    public static IReadOnlyList<IReadOnlyList<SceneThing>> Of(Scene scene) =>
        scene.Relation switch
        {
            Relation.Several => [.. scene.Things.GroupBy(t => t.Party).OrderBy(g => g.Key).Select(g => g.ToList())],
            Relation.Group => [scene.Things],
            _ => [.. scene.Things.Select(t => new[] { t })],
        };

    /// <summary>How they stand: the links, or the one relation of a scene of two.</summary>
    public static IReadOnlyList<SceneLink> LinksOf(Scene scene) =>
        scene.Relation is Relation.Several ? scene.Links
        : scene.Relation is Relation.None or Relation.Group or Relation.Beside ? []
        : [new SceneLink(0, scene.Relation, 1)];
}
