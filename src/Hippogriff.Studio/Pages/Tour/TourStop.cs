namespace Hippogriff.Studio.Pages.Tour;

/// <summary>A chapter of the tour.</summary>
/// <param name="Number">1-based number.</param>
/// <param name="Id">Its name in addresses: /tour#dots.</param>
/// <param name="Name">The text that is its name.</param>
/// <param name="Page">The name of the page about it in docs/tour, which was its address before; null if it has
/// none.</param>
internal sealed record TourStop(int Number, string Id, string Name, string? Page)
{
    /// <summary>All chapters in order.</summary>
    public static IReadOnlyList<TourStop> All { get; } =
    [
        new(1, "game", "Tour.Name.Game", "a-word-game"),
        new(2, "dots", "Tour.Name.Dots", "dots-on-a-picture"),
        new(3, "steps", "Tour.Name.Steps", "cleaning-step-by-step"),
        new(4, "sand", "Tour.Name.Sand", "from-pure-noise"),
        new(5, "hint", "Tour.Name.Hint", "a-hint-in-words"),
        new(6, "map", "Tour.Name.Map", "the-map-of-meaning"),
        new(7, "dial", "Tour.Name.Dial", "never-twice-the-same"),
        new(8, "hidden", "Tour.Name.Hidden", "hidden-pictures"),
        new(9, "finale", "Tour.Name.Finale", null),
    ];

    /// <summary>The chapter with this number.</summary>
    public static TourStop Of(int number) => All[number - 1];

    /// <summary>The number of the chapter of an address, old or new; 0, the greeting, if there is none.</summary>
    public static int Find(string? name) =>
        name is null
            ? 0
            : All.FirstOrDefault(stop =>
                name.Equals(stop.Id, StringComparison.OrdinalIgnoreCase)
                || name.Equals(stop.Page, StringComparison.OrdinalIgnoreCase)
            )?.Number
                ?? 0;
}
