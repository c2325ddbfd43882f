namespace Hippogriff.Meanings;

/// <summary>How a text was found in the table of meanings.</summary>
public enum FoundBy
{
    /// <summary>It is a row as it stands.</summary>
    Row,

    /// <summary>It, or the last word of the phrase, is a listed form of a row: mice.</summary>
    Lemma,

    /// <summary>A row is left when an ending is taken off: ice creams.</summary>
    Rule,

    /// <summary>It is a row without its spaces: tea pot.</summary>
    Joined,

    /// <summary>It is no row; parts of it are: stuffed fox.</summary>
    Phrase,
}

/// <summary>What the table knows of one text.</summary>
/// <param name="Vector">128 numbers, of length 1; the cosine of two meanings is their product.</param>
/// <param name="Kinds">All kinds that the text can be; of a phrase those of its last part.</param>
/// <param name="Main">Its main kind; none for abstract words.</param>
/// <param name="Rows">Numbers of the rows it was made of, one or more.</param>
/// <param name="Found">How it was found.</param>
public sealed record Meaning(
    IReadOnlyList<float> Vector,
    WordKinds Kinds,
    WordKinds Main,
    IReadOnlyList<int> Rows,
    FoundBy Found
);
