using Hippogriff.Story;

namespace Hippogriff.Studio.Pages.Tour.Game;

/// <summary>A hint about the kind of story, as a button.</summary>
/// <param name="Text">The text that the button says.</param>
/// <param name="Kind">The genre for the story model; null for any.</param>
/// <param name="Country">The country for the story model; null for any.</param>
internal sealed record Genre(string Text, string? Kind = null, string? Country = null)
{
    /// <summary>The hints of the tour.</summary>
    public static IReadOnlyList<Genre> All { get; } =
    [
        new("Game.Genre.None"),
        new("Game.Genre.Mystery", "mystery", "France"),
        new("Game.Genre.Romance", "romance", "Italy"),
        new("Game.Genre.Future", "science fiction"),
    ];

    /// <summary>The conditions for judging words: as plots of films are told.</summary>
    public StoryWish Judging => new("film", Kind, Country);

    /// <summary>The conditions for finding a plot: by the plain sentences that the model composes best.</summary>
    public StoryWish Finding => new("composed", Kind, Country);
}
