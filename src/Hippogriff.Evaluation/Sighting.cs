using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Actions between things that a picture can show.</summary>
public enum Doing
{
    None,
    Fighting,
    Facing,
    Riding,

    /// <summary>Both run to the left: the right one chases.</summary>
    ChasingLeft,

    /// <summary>Both run to the right: the left one chases.</summary>
    ChasingRight,
}

/// <summary>A detected thing.</summary>
/// <param name="Thing">Its name in the world.</param>
/// <param name="Colour">Its assigned colour; null for its own.</param>
/// <param name="X">Horizontal centre, 0 (left) to 1.</param>
/// <param name="Y">Vertical centre, 0 (top) to 1.</param>
/// <param name="Certainty">0 to 1.</param>
public sealed record SeenThing(string Thing, string? Colour, double X, double Y, double Certainty = 1);

/// <summary>The content of a picture.</summary>
/// <param name="Things">The things, most certain first.</param>
/// <param name="Look">The look's name; null for the plain one.</param>
/// <param name="Background">The background as <see cref="BackgroundOf"/> names it.</param>
/// <param name="Doing">The action.</param>
public sealed record Sighting(IReadOnlyList<SeenThing> Things, string? Look, string Background, Doing Doing)
{
    /// <summary>The true content of a scene.</summary>
    public static Sighting Of(Scene scene) =>
        new(
            [.. scene.Things.Select(t => new SeenThing(t.Concept, t.Colour, t.Box.CentreX, t.Box.CentreY))],
            scene.Look,
            BackgroundOf(scene),
            DoingOf(scene)
        );

    /// <summary>Name of the background, with " at night" for a scene under a night sky.</summary>
    public static string BackgroundOf(Scene scene) => scene.Night ? $"{scene.Background} at night" : scene.Background;

    /// <summary>The action in a scene; the first thing chases the second.</summary>
    public static Doing DoingOf(Scene scene) =>
        scene.Relation switch
        {
            Relation.Fighting => Doing.Fighting,
            Relation.Facing => Doing.Facing,
            Relation.Riding => Doing.Riding,
            Relation.Chasing => scene.Things[0].Box.CentreX < scene.Things[1].Box.CentreX
                ? Doing.ChasingRight
                : Doing.ChasingLeft,
            _ => Doing.None,
        };

    /// <summary>"2 cats, 1 blue dog" or "nothing".</summary>
    public string Describe() =>
        Things.Count == 0
            ? "nothing"
            : string.Join(
                ", ",
                Things
                    .GroupBy(t => t.Colour is null ? t.Thing : $"{t.Colour} {t.Thing}")
                    .Select(g => g.Count() == 1 ? g.Key : $"{g.Count()}x {g.Key}")
            );
}
