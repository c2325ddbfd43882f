namespace Hippogriff.Meanings;

/// <summary>
/// The kinds of words. A word may have several: orange is a thing and a colour, a castle is a thing and a place.
/// </summary>
[Flags]
public enum WordKinds
{
    /// <summary>Abstract words, and words that only join others.</summary>
    None = 0,

    /// <summary>Visible things: animals, food, tools.</summary>
    Thing = 1,

    /// <summary>A colour.</summary>
    Colour = 2,

    /// <summary>A number.</summary>
    Number = 4,

    /// <summary>A place, a time of day or a season.</summary>
    Place = 8,

    /// <summary>An activity.</summary>
    Doing = 16,

    /// <summary>Adjectives and styles.</summary>
    Look = 32,

    /// <summary>A person or a similar being; counts as a thing in comparisons.</summary>
    Person = 64,

    /// <summary>A feeling.</summary>
    Feeling = 128,
}

/// <summary>Compares and names kinds.</summary>
public static class WordKindNames
{
    private static readonly WordKinds[] s_mainKinds =
    [
        WordKinds.None,
        WordKinds.Thing,
        WordKinds.Colour,
        WordKinds.Number,
        WordKinds.Place,
        WordKinds.Doing,
        WordKinds.Look,
        WordKinds.Person,
        WordKinds.Feeling,
        WordKinds.None,
    ];

    /// <summary>The kind with this number in the table, 0 to 9; 0 (other) and 9 (abstract) are None.</summary>
    internal static WordKinds OfNumber(byte number) =>
        number < s_mainKinds.Length ? s_mainKinds[number] : WordKinds.None;

    /// <summary>Whether two have a kind in common; a thing and a person count as one kind.</summary>
    public static bool Share(this WordKinds a, WordKinds b) => (Widened(a) & Widened(b)) != WordKinds.None;

    /// <summary>The kind with this lower-case name, for example "place"; null if there is none.</summary>
    public static WordKinds? Parse(string name) =>
        Enum.TryParse(name, ignoreCase: true, out WordKinds kind) && Enum.IsDefined(kind) && char.IsAsciiLetter(name[0])
            ? kind
            : null;

    private static WordKinds Widened(WordKinds kinds) =>
        (kinds & (WordKinds.Thing | WordKinds.Person)) == WordKinds.None
            ? kinds
            : kinds | WordKinds.Thing | WordKinds.Person;
}
