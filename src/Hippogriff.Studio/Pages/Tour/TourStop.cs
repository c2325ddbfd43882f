namespace Hippogriff.Studio.Pages.Tour;

/// <summary>A chapter of the tour.</summary>
/// <param name="Number">1-based number.</param>
/// <param name="Id">Its name in addresses: /tour#dots.</param>
/// <param name="Name">Its name in the list of chapters.</param>
/// <param name="Page">The name of the page about it in docs/tour, which was its address before; null if it has
/// none.</param>
internal sealed record TourStop(int Number, string Id, string Name, string? Page)
{
    /// <summary>All chapters in order.</summary>
    public static IReadOnlyList<TourStop> All { get; } =
    [
        new(1, "game", "The game", "a-word-game"),
        new(2, "dots", "Dots on a picture", "dots-on-a-picture"),
        new(3, "steps", "Step by step", "cleaning-step-by-step"),
        new(4, "sand", "From pure noise", "from-pure-noise"),
        new(5, "hint", "A hint in words", "a-hint-in-words"),
        new(6, "map", "The map and the target", "the-map-of-meaning"),
        new(7, "dial", "Never twice the same", "never-twice-the-same"),
        new(8, "hidden", "Hidden pictures", "hidden-pictures"),
        new(9, "finale", "The finale", null),
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
