using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Actions between things that a picture can show.</summary>
public enum Doing
{
    /// <summary>They do nothing together.</summary>
    None,

    /// <summary>They fight.</summary>
    Fighting,

    /// <summary>They face one another.</summary>
    Facing,

    /// <summary>One rides the other.</summary>
    Riding,

    /// <summary>Both run to the left: the right one chases.</summary>
    ChasingLeft,

    /// <summary>Both run to the right: the left one chases.</summary>
    ChasingRight,

    /// <summary>What is eaten lies left of the eater.</summary>
    EatingLeft,

    /// <summary>What is eaten lies right of the eater.</summary>
    EatingRight,

    /// <summary>What is held lies left of the middle of the holder.</summary>
    HoldingLeft,

    /// <summary>What is held lies right of the middle of the holder.</summary>
    HoldingRight,

    /// <summary>The upper one flies over the lower.</summary>
    FlyingOver,

    /// <summary>The upper one jumps over the lower.</summary>
    JumpingOver,

    /// <summary>The lower one sleeps under the upper.</summary>
    SleepingUnder,

    /// <summary>Two love each other.</summary>
    Loving,
}

/// <summary>What is around the things of a picture.</summary>
/// <param name="Background">The background's name.</param>
/// <param name="Time">Name of the time of day; null if there is none.</param>
/// <param name="Weather">Name of the weather; null for none.</param>
public sealed record Surroundings(string Background, string? Time, string? Weather);

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
/// <param name="Background">The background as <c>BackgroundOf</c> names it.</param>
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

    /// <summary>
    /// Name of the background, with " at night" under a night sky. In worlds with times of day it is <c>BACKGROUND,
    /// TIME, WEATHER</c>; without weather, <c>clear</c>.
    /// </summary>
    public static string BackgroundOf(Scene scene) =>
        scene.Time is { } time ? BackgroundOf(scene.Background, time, scene.Weather)
        : scene.Night ? $"{scene.Background}{AtNight}"
        : scene.Background;

    internal static string BackgroundOf(string background, string time, string? weather) =>
        $"{background}{Between}{time}{Between}{weather ?? Clear}";

    /// <summary>Place, time of day and weather of a background's name; only itself where it has none.</summary>
    internal static string[] PartsOf(string background) => background.Split(Between);

    private const string AtNight = " at night",
        Between = ", ",
        Clear = "clear";

    /// <summary>The parts of the background.</summary>
    public Surroundings Surroundings =>
        PartsOf(Background) is [var background, var time, var weather]
            ? new Surroundings(background, time, weather == Clear ? null : weather)
        : Background.EndsWith(AtNight, StringComparison.Ordinal)
            ? new Surroundings(Background[..^AtNight.Length], "night", null)
        : new Surroundings(Background, null, null);

    /// <summary>What the things of a scene do; the first does it to the second.</summary>
    public static Doing DoingOf(Scene scene)
    {
        if (SceneParties.LinksOf(scene).FirstOrDefault(l => WorldChoices.IsDoing(l.Relation)) is not { } link)
            return Doing.None;
        IReadOnlyList<IReadOnlyList<SceneThing>> parties = SceneParties.Of(scene);
        (SceneBox first, SceneBox second) = (parties[link.First][0].Box, parties[link.Second][0].Box);
        return DoingOf(link.Relation, first.CentreX < second.CentreX);
    }

    /// <summary>Whether what is seen is <paramref name="asked"/>, done by the first to the second.</summary>
    internal static bool ShowsDoing(
        Relation asked,
        Doing seen,
        (double X, double Y) first,
        (double X, double Y) second
    ) =>
        seen == DoingOf(asked, first.X < second.X)
        && asked switch
        {
            Relation.Riding or Relation.FlyingOver or Relation.JumpingOver => first.Y < second.Y,
            Relation.SleepingUnder => first.Y > second.Y,
            _ => true,
        };

    private static Doing DoingOf(Relation relation, bool firstLeft) =>
        relation switch
        {
            Relation.Fighting => Doing.Fighting,
            Relation.Facing => Doing.Facing,
            Relation.Riding => Doing.Riding,
            Relation.Chasing => firstLeft ? Doing.ChasingRight : Doing.ChasingLeft,
            Relation.Eating => firstLeft ? Doing.EatingRight : Doing.EatingLeft,
            Relation.Holding => firstLeft ? Doing.HoldingRight : Doing.HoldingLeft,
            Relation.FlyingOver => Doing.FlyingOver,
            Relation.JumpingOver => Doing.JumpingOver,
            Relation.SleepingUnder => Doing.SleepingUnder,
            Relation.Loving => Doing.Loving,
            _ => throw new ArgumentException($"{relation} is no doing.", nameof(relation)),
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
