namespace Hippogriff.Studio.Pages.Tour.Game;

/// <summary>A wrong word.</summary>
/// <param name="Ideas">Words that are offered beside those of the model.</param>
internal sealed record WrongWord(params IReadOnlyList<string> Ideas);

/// <summary>A level of the game: a sentence in which words are wrong.</summary>
/// <param name="Id">The first part of the names of its texts.</param>
/// <param name="Text">The sentence as it is shown.</param>
/// <param name="Film">The film that it tells; null if it tells none.</param>
/// <param name="Wrong">The wrong words, by their 0-based place. Empty where nobody knows a right sentence: then any
/// word may be changed.</param>
/// <param name="HasGenres">Whether a genre can be wished for.</param>
internal sealed record Puzzle(
    string Id,
    string Text,
    string? Film,
    IReadOnlyDictionary<int, WrongWord> Wrong,
    bool HasGenres = false
)
{
    /// <summary>Words that have to be changed before a free level is done.</summary>
    public const int Enough = 3;

    /// <summary>The levels, easiest first.</summary>
    public static IReadOnlyList<Puzzle> All { get; } =
    [
        new(
            "Level1",
            "A princess with magical towers accidentally sets off an eternal winter in her kingdom.",
            "Frozen",
            new Dictionary<int, WrongWord> { [4] = new("powers", "gloves") }
        ),
        new(
            "Level2",
            "A clown fish gets separated from his banana and must find his way home.",
            "Finding Nemo",
            new Dictionary<int, WrongWord> { [7] = new("best friend", "father") }
        ),
        new(
            "Level3",
            "An outcast lion faces his barbecues and returns home to challenge the popsicle who killed his father.",
            "The Lion King",
            new Dictionary<int, WrongWord> { [5] = new("fears", "past"), [12] = new("uncle", "tiger") }
        ),
        new(
            "Level4",
            "A jumping omelet escapes a bass and stands effectively.",
            null,
            new Dictionary<int, WrongWord>()
        ),
        new(
            "Level5",
            "Gold scissor out headphone neat typewriter spinach.",
            null,
            new Dictionary<int, WrongWord>(),
            HasGenres: true
        ),
    ];

    /// <summary>Whether any sentence is right.</summary>
    public bool IsFree => Wrong.Count == 0;
}
