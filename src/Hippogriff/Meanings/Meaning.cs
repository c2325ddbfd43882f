namespace Hippogriff.Meanings;

/// <summary>How a text was found in the meaning table.</summary>
public enum FoundBy
{
    /// <summary>The text is a row.</summary>
    Row,

    /// <summary>The text, or the last word of the phrase, is a listed form of a row: mice.</summary>
    Lemma,

    /// <summary>The text without an ending is a row: ice creams.</summary>
    Rule,

    /// <summary>The text without its spaces is a row: tea pot.</summary>
    Joined,

    /// <summary>The text is not a row, but parts of it are: stuffed fox.</summary>
    Phrase,
}

/// <summary>The table's entry for one text.</summary>
/// <param name="Vector">A unit vector of 128 numbers; the cosine of two meanings is their dot product.</param>
/// <param name="Kinds">All kinds that the text can be; for a phrase, those of its last part.</param>
/// <param name="Main">Its main kind; None for abstract words.</param>
/// <param name="Rows">Indices of the rows it was made from, one or more.</param>
/// <param name="Found">How it was found.</param>
public sealed record Meaning(
    IReadOnlyList<float> Vector,
    WordKinds Kinds,
    WordKinds Main,
    IReadOnlyList<int> Rows,
    FoundBy Found
);
