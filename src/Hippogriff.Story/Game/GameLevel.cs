namespace Hippogriff.Story.Game;

/// <summary>The task of a level.</summary>
public enum GameTask
{
    /// <summary>Find the wrong words and restore the original ones.</summary>
    Mend,

    /// <summary>Find a plot in noise.</summary>
    Find,
}

/// <summary>A level of the game, from one wrong word to pure noise.</summary>
/// <param name="Number">1 for the easiest.</param>
/// <param name="Title">One-line title.</param>
/// <param name="Task">The task.</param>
/// <param name="WrongShare">Share of wrong words; their number is at least <paramref name="LeastWrong"/>.</param>
/// <param name="LeastWrong">Minimum number of wrong words.</param>
/// <param name="HasHint">Whether genre and country are given.</param>
public sealed record GameLevel(int Number, string Title, GameTask Task, double WrongShare, int LeastWrong, bool HasHint)
{
    /// <summary>All levels, easiest first.</summary>
    public static IReadOnlyList<GameLevel> All { get; } =
    [
        new(1, "One word is wrong.", GameTask.Mend, 0, 1, false),
        new(2, "Two words are wrong.", GameTask.Mend, 0, 2, false),
        new(3, "A third of the words is wrong.", GameTask.Mend, 1.0 / 3, 3, false),
        new(4, "Nearly all words are wrong.", GameTask.Mend, 0.8, 4, false),
        new(5, "All words are noise: find a plot in them.", GameTask.Find, 1, 1, false),
        new(6, "All words are noise, and there is a hint.", GameTask.Find, 1, 1, true),
    ];

    /// <summary>Number of wrong words in a plot of <paramref name="words"/> words.</summary>
    public int WrongIn(int words) => Math.Min(words, Math.Max(LeastWrong, (int)Math.Round(WrongShare * words)));
}
