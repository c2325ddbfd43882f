namespace Hippogriff.Data.Scenes;

/// <summary>
/// What the layouts know of the things they place: how large, where their feet are, which way they look.
/// </summary>
/// <param name="cast">The things.</param>
/// <param name="sprites">Their artwork.</param>
internal sealed class Placement(Cast cast, SpriteLibrary sprites)
{
    /// <summary>The things.</summary>
    public Cast Cast => cast;

    /// <summary>Whether there is something that things stand on.</summary>
    public bool HasGround => cast.Background.Ground != Ground.None;

    /// <summary>Others of the same scene, with their own relation.</summary>
    public Placement Of(Cast others) => new(others, sprites);

    /// <summary>
    /// Whether a thing stands on the ground. Things that act on each other do, even fish; on a table, everything does.
    /// </summary>
    public bool Stands(int i) =>
        HasGround
        && (
            !cast.Concepts[i].Air
            || cast.Background.Ground == Ground.Table
            || cast.Relation != Relation.FlyingOver && WorldChoices.IsDoing(cast.Relation)
        );

    /// <summary>Where feet are, from the top.</summary>
    public double Feet(ref SceneRandom random) =>
        cast.Background.Ground switch
        {
            Ground.Table => random.Between(0.77, 0.81),
            Ground.Water => random.Between(0.9, 0.93),
            _ => random.Between(0.88, 0.95),
        };

    /// <summary>Width and height of a thing whose longer side is <paramref name="side"/>.</summary>
    public (double Width, double Height) Extent(int i, double side)
    {
        double aspect = AspectOf(i);
        return aspect >= 1 ? (side, side / aspect) : (side * aspect, side);
    }

    /// <summary>Width by height of a thing's artwork; a colour does not change it.</summary>
    public double AspectOf(int i) => sprites.Get(cast.Concepts[i].Name, cast.Style, null).Aspect;

    /// <summary>A thing in its box.</summary>
    public SceneThing Thing(int i, SceneBox box) =>
        new()
        {
            Concept = cast.Concepts[i].Name,
            Colour = cast.Colours[i],
            Style = cast.Style,
            Box = box,
        };

    /// <summary>
    /// Turns a thing so that it looks right (or left), tilted back by <paramref name="rear"/> degrees.
    /// </summary>
    public SceneThing Looking(int i, SceneThing thing, bool right, double rear)
    {
        Facing facing = cast.Concepts[i].FacingOf(cast.Style);
        return thing with
        {
            Mirror = facing != Facing.Front && facing == Facing.Right != right,
            Tilt = right ? -rear : rear,
        };
    }
}
