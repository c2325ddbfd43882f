namespace Hippogriff.Studio.Pages.Tour.Game;

/// <summary>A wrong word.</summary>
/// <param name="Why">Why it is wrong, in a sentence.</param>
/// <param name="Ideas">Words that are offered beside those of the model.</param>
internal sealed record WrongWord(string Why, params IReadOnlyList<string> Ideas);

/// <summary>A level of the game: a sentence in which words are wrong.</summary>
/// <param name="Name">How hard it is.</param>
/// <param name="Text">The sentence as it is shown.</param>
/// <param name="Film">The film that it tells; null if it tells none.</param>
/// <param name="Wrong">The wrong words, by their 0-based place. Empty where nobody knows a right sentence: then any
/// word may be changed.</param>
/// <param name="Hint">The first hint.</param>
/// <param name="HasGenres">Whether a genre can be wished for.</param>
internal sealed record Puzzle(
    string Name,
    string Text,
    string? Film,
    IReadOnlyDictionary<int, WrongWord> Wrong,
    string Hint,
    bool HasGenres = false
)
{
    /// <summary>Words that have to be changed before a free level is done.</summary>
    public const int Enough = 3;

    /// <summary>The levels, easiest first.</summary>
    public static IReadOnlyList<Puzzle> All { get; } =
    [
        new(
            "One wrong word",
            "A princess with magical towers accidentally sets off an eternal winter in her kingdom.",
            "Frozen",
            new Dictionary<int, WrongWord> { [4] = new("Towers cannot set off a winter.", "powers", "gloves") },
            "It rhymes with what once stood there."
        ),
        new(
            "One wrong word, and no rhyme",
            "A clown fish gets separated from his banana and must find his way home.",
            "Finding Nemo",
            new Dictionary<int, WrongWord> { [7] = new("A fish has no banana to miss.", "best friend", "father") },
            "Whom would a small fish miss?"
        ),
        new(
            "Two wrong words",
            "An outcast lion faces his barbecues and returns home to challenge the popsicle who killed his father.",
            "The Lion King",
            new Dictionary<int, WrongWord>
            {
                [5] = new("Nobody has to be brave before a barbecue.", "fears", "past"),
                [12] = new("An ice lolly has killed nobody.", "uncle", "tiger"),
            },
            "Two things to eat do not belong here."
        ),
        new(
            "Most words are wrong",
            "A jumping omelet escapes a bass and stands effectively.",
            null,
            new Dictionary<int, WrongWord>(),
            "Begin with who it is about: what could escape?"
        ),
        new(
            "Nothing but noise",
            "Gold scissor out headphone neat typewriter spinach.",
            null,
            new Dictionary<int, WrongWord>(),
            "Choose a hint, then let the model begin.",
            HasGenres: true
        ),
    ];

    /// <summary>Whether any sentence is right.</summary>
    public bool IsFree => Wrong.Count == 0;
}
