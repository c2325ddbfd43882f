using Hippogriff.Meanings;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Pages.Drawable;

/// <summary>Something that a model can draw, with a prompt that shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prompt">The prompt.</param>
internal sealed record DrawableName(string Name, string Prompt)
{
    private static readonly (WordKinds Kind, string Title)[] s_kinds =
    [
        (WordKinds.Thing, "Words.Things"),
        (WordKinds.Person, "Words.Persons"),
        (WordKinds.Colour, "Words.Colours"),
        (WordKinds.Number, "Words.Numbers"),
        (WordKinds.Place, "Words.Places"),
        (WordKinds.Look, "Words.Looks"),
        (WordKinds.Doing, "Words.Doings"),
        (WordKinds.Feeling, "Words.Feelings"),
    ];

    /// <summary>What a model can draw, by kind.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<DrawableName> Names)> Of(ModelWords words) =>
        [
            .. s_kinds
                .Select(kind => (kind.Title, Names: OfKind(words, kind.Kind)))
                .Where(group => group.Names.Count > 0),
        ];

    private static IReadOnlyList<DrawableName> OfKind(ModelWords words, WordKinds kind) =>
        [
            .. words
                .Names.Where(name => name.Kind == kind)
                .Select(name => new DrawableName(name.Name, words.Showing(name))),
        ];
}
