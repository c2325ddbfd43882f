using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>The labels of a judge's outputs.</summary>
/// <param name="Things">Names of the things.</param>
/// <param name="Colours">Colours of things; the judge's class 0 is the thing's own colour, class i + 1 is colour
/// i.</param>
/// <param name="Looks">Looks; class 0 is the plain one.</param>
/// <param name="Backgrounds">Backgrounds as <see cref="Sighting.BackgroundOf"/> names them.</param>
public sealed record JudgeLabels(
    IReadOnlyList<string> Things,
    IReadOnlyList<string> Colours,
    IReadOnlyList<string> Looks,
    IReadOnlyList<string> Backgrounds
)
{
    /// <summary>Number of <see cref="Doing"/>s.</summary>
    public static int Doings { get; } = Enum.GetValues<Doing>().Length;

    /// <summary>The labels for <paramref name="world"/>.</summary>
    public static JudgeLabels Of(SceneWorld world) =>
        new(
            [.. world.Concepts.Select(c => c.Name)],
            [.. world.Colours],
            [.. world.Looks.Select(l => l.Name)],
            [.. world.Backgrounds.SelectMany(b => b.CanBeNight ? new[] { b.Name, $"{b.Name} at night" } : [b.Name])]
        );

    /// <summary>Whether the labels of two judges are equal.</summary>
    public bool Matches(JudgeLabels other) =>
        Things.SequenceEqual(other.Things)
        && Colours.SequenceEqual(other.Colours)
        && Looks.SequenceEqual(other.Looks)
        && Backgrounds.SequenceEqual(other.Backgrounds);
}
