namespace Hippogriff.Data.Scenes;

/// <summary>Refuses what a world file cannot hold, in sentences that name the file.</summary>
/// <param name="origin">Name of the file.</param>
internal sealed class WorldRules(string origin)
{
    /// <summary>The largest weight.</summary>
    public const double Heaviest = 1e6;

    /// <summary>Refuses the world with this sentence unless the rule holds.</summary>
    public void Require(bool holds, string sentence)
    {
        if (!holds)
            throw new HippogriffException(
                $"The world file '{origin}' cannot be used: {sentence}",
                FaultKind.DamagedFile
            );
    }

    /// <summary>Requires that a name is one of those that are known.</summary>
    /// <param name="what">What it names, after "the".</param>
    /// <param name="name">The name.</param>
    /// <param name="known">All that there are.</param>
    public void RequireKnown(string what, string name, IReadOnlyList<string> known) =>
        Require(known.Contains(name), $"the {what} is unknown; known are {string.Join(", ", known)}.");

    /// <summary>Requires a weight that choices can be made with.</summary>
    /// <param name="what">Whose weight it is.</param>
    /// <param name="weight">The weight.</param>
    public void RequireWeight(string what, double weight) =>
        Require(weight is >= 0 and <= Heaviest, $"the weight of {what} is not between 0 and {Heaviest}.");

    /// <summary>Requires words that captions can hold.</summary>
    /// <param name="what">What has them.</param>
    /// <param name="words">The words.</param>
    public void RequirePlainWords(string what, IEnumerable<string> words) =>
        Require(
            words.All(IsPlainWords),
            $"the words of {what} may hold lower-case letters, digits, blanks and hyphens only."
        );

    /// <summary>Requires that no two have one name.</summary>
    /// <param name="what">What they are, in the plural.</param>
    /// <param name="names">Their names.</param>
    public void RequireDistinct(string what, IReadOnlyCollection<string> names) =>
        Require(names.Distinct().Count() == names.Count, $"two {what} have the same name.");

    /// <summary>Whether a text is lower-case words with single blanks between them.</summary>
    public static bool IsPlainWords(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is ' ' or '-')
        && text.Trim() == text
        && !text.Contains("  ", StringComparison.Ordinal);
}
