namespace Hippogriff.Data.Scenes;

/// <summary>
/// A scene while it is planned: its things and how they are drawn, without place, colour and background.
/// </summary>
/// <param name="Concepts">The things, or in a scene of several one of each party, in the order of the relation.</param>
/// <param name="Look">The look; null for none.</param>
/// <param name="Style">The style of the sprites.</param>
/// <param name="Relation">How the things stand to each other.</param>
internal sealed record SceneDraft(
    IReadOnlyList<WorldConcept> Concepts,
    WorldLook? Look,
    string Style,
    Relation Relation
)
{
    /// <summary>This draft, or without look in the world's style where its style lacks one of the things.</summary>
    public SceneDraft Drawable(SpriteLibrary sprites) =>
        Concepts.Any(c => !sprites.Has(c.Name, Style)) ? this with { Look = null, Style = sprites.Style } : this;
}
