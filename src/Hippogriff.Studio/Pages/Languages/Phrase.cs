namespace Hippogriff.Studio.Pages.Languages;

/// <summary>
/// Something to say, before it is known in which language: a text by its name and the values in its places. It is kept
/// in the place of a sentence, so that a change of language changes what stands on the page.
/// </summary>
/// <param name="Name">Room and name of the text.</param>
/// <param name="Values">Values in its places; they may be phrases.</param>
public sealed record Phrase(string Name, params IReadOnlyList<object?> Values)
{
    /// <summary>How many, where the text has a form for one and one for more; it is the value {0} then.</summary>
    public long? Number { get; init; }

    /// <summary>A text that has a form for one and one for more.</summary>
    /// <inheritdoc cref="PageTexts.Count"/>
    public static Phrase Count(string name, long number, params IReadOnlyList<object?> values) =>
        new(name, values) { Number = number };
}
