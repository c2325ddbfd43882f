namespace Hippogriff.Data.Scenes;

/// <summary>The things to place.</summary>
public sealed record Cast(
    IReadOnlyList<WorldConcept> Concepts,
    IReadOnlyList<string?> Colours,
    string Style,
    Relation Relation,
    WorldBackground Background,
    SceneWorld World
)
{
    /// <summary>Of <see cref="Relation.Several"/>: how many of each concept there are.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [];

    /// <summary>Of <see cref="Relation.Several"/>: how they are laid out.</summary>
    public Arrangement? Arrangement { get; init; }

    /// <summary>Of <see cref="Arrangement.Over"/>: what the first does to the second.</summary>
    public Relation? Doing { get; init; }
}
