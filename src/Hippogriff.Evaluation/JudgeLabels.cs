using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>The labels of a judge's outputs.</summary>
/// <param name="Things">Names of the things.</param>
/// <param name="Colours">Colours of things; the judge's class 0 is the thing's own colour, class i + 1 is colour
/// i.</param>
/// <param name="Looks">Looks; class 0 is the plain one.</param>
/// <param name="Backgrounds">Backgrounds as <see cref="Sighting"/> names them.</param>
/// <param name="Doings">How many of the <see cref="Doing"/>s it tells apart, the first ones.</param>
public sealed record JudgeLabels(
    IReadOnlyList<string> Things,
    IReadOnlyList<string> Colours,
    IReadOnlyList<string> Looks,
    IReadOnlyList<string> Backgrounds,
    int Doings = JudgeLabels.FewDoings
)
{
    private const int FewDoings = (int)Doing.ChasingRight + 1;

    /// <summary>The labels for <paramref name="world"/>.</summary>
    public static JudgeLabels Of(SceneWorld world) =>
        new(
            [.. world.Concepts.Select(c => c.Name)],
            [.. world.Colours],
            [.. world.Looks.Select(l => l.Name)],
            [.. world.Backgrounds.SelectMany(b => BackgroundsOf(b, world))],
            world.Doings.All(d => d is Relation.Fighting or Relation.Facing or Relation.Riding or Relation.Chasing)
                ? FewDoings
                : Enum.GetValues<Doing>().Length
        );

    private static IEnumerable<string> BackgroundsOf(WorldBackground background, SceneWorld world) =>
        background.Outdoor && world.Times.Count > 0
            ? from time in world.Times
            from weather in world.Weathers.Select(w => (string?)w.Name).Prepend(null)
            select Sighting.BackgroundOf(background.Name, time.Name, weather)
        : background.CanBeNight ? [background.Name, $"{background.Name} at night"]
        : [background.Name];

    /// <summary>Whether the labels of two judges are equal.</summary>
    public bool Matches(JudgeLabels other) =>
        Things.SequenceEqual(other.Things)
        && Colours.SequenceEqual(other.Colours)
        && Looks.SequenceEqual(other.Looks)
        && Backgrounds.SequenceEqual(other.Backgrounds)
        && Doings == other.Doings;
}
