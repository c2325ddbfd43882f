using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>What the numbers that a judge gives mean.</summary>
/// <param name="Things">Names of the things.</param>
/// <param name="Colours">Colours that things can be given; the judge's number 0 is the thing's own, number i + 1 the
/// colour i.</param>
/// <param name="Looks">Looks; number 0 is the plain one.</param>
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

    /// <summary>All that can be in pictures of <paramref name="world"/>.</summary>
    public static JudgeLabels Of(SceneWorld world) =>
        new(
            [.. world.Concepts.Select(c => c.Name)],
            [.. world.Colours],
            [.. world.Looks.Select(l => l.Name)],
            [.. world.Backgrounds.SelectMany(b => b.CanBeNight ? new[] { b.Name, $"{b.Name} at night" } : [b.Name])]
        );

    /// <summary>Whether two judges' numbers mean the same.</summary>
    public bool Matches(JudgeLabels other) =>
        Things.SequenceEqual(other.Things)
        && Colours.SequenceEqual(other.Colours)
        && Looks.SequenceEqual(other.Looks)
        && Backgrounds.SequenceEqual(other.Backgrounds);
}
