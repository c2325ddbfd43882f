using Hippogriff.Meanings;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Meaning;

/// <summary>
/// Where prompts of several words lie on a map: between their words, each encoded alone, and things count most. The
/// vector of a whole prompt is no good for this: what all sentences have in common outweighs what they speak of.
/// </summary>
internal static class PromptPlaces
{
    private const double OfThing = 1,
        OfUngrouped = 0.7;

    /// <summary>How much a word of a group counts; those of all other groups are things.</summary>
    private static readonly Dictionary<string, double> s_weights = new(StringComparer.Ordinal)
    {
        ["colours"] = 0.3,
        ["numbers"] = 0.1,
        ["places"] = 0.35,
        ["where"] = 0.1,
        ["doings"] = 0.3,
        ["looks"] = 0.3,
        [WordGroups.Other] = 0.2,
    };

    /// <summary>
    /// Vectors of texts, like those of <see cref="TextSpace.Of"/>. A text without a word that says something keeps the
    /// vector of the whole, and so does a single word.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="middle">The map's centre.</param>
    /// <param name="groups">The group of each text of the map.</param>
    public static IReadOnlyList<float[]> Of(
        IReadableModel model,
        IReadOnlyList<string> texts,
        float[] middle,
        IReadOnlyDictionary<string, string> groups
    )
    {
        IReadOnlyList<float[]> whole = TextSpace.Of(model, texts);
        IReadOnlyList<string>[] words = [.. texts.Select(text => Telling(model, text, groups))];
        string[] distinct = [.. words.SelectMany(of => of).Distinct()];
        if (distinct.Length == 0)
            return whole;
        Dictionary<string, float[]> alone = distinct
            .Zip(TextSpace.Of(model, distinct), (word, vector) => (word, TextSpace.Direction(vector, middle)))
            .ToDictionary(one => one.word, one => one.Item2);
        return
        [
            .. words.Select(
                (of, i) => of.Count == 0 ? whole[i] : Between([.. of.Select(word => (alone[word], Weight(word)))])
            ),
        ];

        double Weight(string word) =>
            groups.TryGetValue(word, out string? group) ? s_weights.GetValueOrDefault(group, OfThing) : OfUngrouped;

        float[] Between((float[] Direction, double Weight)[] parts) =>
            [.. middle.Select((centre, d) => (float)(centre + parts.Sum(part => part.Weight * part.Direction[d])))];
    }

    /// <summary>The distinct words of a text that say something; empty for a text that is on the map itself.</summary>
    private static IReadOnlyList<string> Telling(
        IReadableModel model,
        string text,
        IReadOnlyDictionary<string, string> groups
    )
    {
        IReadOnlyList<string> words = model.WordsOf(text);
        return words.Count < 2 || groups.ContainsKey(text)
            ? []
            : [.. words.Distinct().Where(word => groups.ContainsKey(word) || !VocabularyNames.IsJoining(word))];
    }
}
