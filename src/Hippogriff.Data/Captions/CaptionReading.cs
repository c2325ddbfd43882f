using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Texts;

namespace Hippogriff.Data.Captions;

/// <summary>How a model will read the captions: truncated captions, and words outside its vocabulary.</summary>
/// <param name="Captions">Number of captions.</param>
/// <param name="Cut">Number of truncated captions.</param>
/// <param name="Longest">Words in the longest caption.</param>
/// <param name="Most">Maximum number of words that are read.</param>
/// <param name="Mute">Number of captions without a known word.</param>
/// <param name="Unknown">Unknown words, most frequent first.</param>
public sealed record CaptionReading(
    int Captions,
    int Cut,
    int Longest,
    int Most,
    int Mute,
    IReadOnlyList<string> Unknown
)
{
    private const int Sampled = 1_000,
        MostNamed = 8;

    /// <summary>Reads the captions of a source as a model will.</summary>
    /// <param name="source">The source: all captions of a folder, many of a world of scenes, none of other
    /// sources.</param>
    /// <param name="vocabulary">The known words.</param>
    /// <param name="length">Maximum number of words that are read.</param>
    public static CaptionReading Of(IExampleSource source, Vocabulary vocabulary, int length)
    {
        Dictionary<string, int> unknown = new(StringComparer.Ordinal);
        (int captions, int cut, int longest, int mute) = (0, 0, 0, 0);
        foreach (string caption in source.KnownCaptions(Sampled).Where(caption => caption.Length > 0))
        {
            TextReading read = vocabulary.Read(caption, length);
            captions++;
            if (read.Cut.Count > 0)
                cut++;
            if (read.Words.Count == 0)
                mute++;
            longest = Math.Max(longest, Vocabulary.Split(caption).Count());
            foreach (string word in read.Unknown)
                unknown[word] = unknown.GetValueOrDefault(word) + 1;
        }
        return new CaptionReading(
            captions,
            cut,
            longest,
            length,
            mute,
            [
                .. unknown
                    .OrderByDescending(word => word.Value)
                    .ThenBy(word => word.Key, StringComparer.Ordinal)
                    .Select(word => word.Key),
            ]
        );
    }

    /// <summary>Warnings before hours of training.</summary>
    /// <param name="learner">The reader in the sentence: "run", "model first".</param>
    public IEnumerable<string> Diagnostics(string learner)
    {
        string words =
            string.Join(", ", Unknown.Take(MostNamed).Select(word => $"'{word}'"))
            + (Unknown.Count > MostNamed ? $" and {Unknown.Count - MostNamed:N0} more" : "");
        if (Captions > 0 && Mute == Captions)
            yield return $"The {learner} keeps the words that it has and knows none of these captions' ({words}), so "
                + "it learns nothing from them. Train a new run on them, or one with its model as --base.";
        else if (Unknown.Count > 0)
            yield return $"The {learner} keeps the words that it has and does not know {words}; captions are read "
                + $"without them{(Mute == 0 ? "" : $", and nothing is left of {Mute:N0} of {Captions:N0}")}.";
        if (Cut > 0)
            yield return $"{Cut:N0} of {Counted.Grouped(Captions, "caption")} "
                + $"{Counted.Noun(Cut, "has", "have")} more than "
                + $"the {Most} words that are read, the longest {Longest:N0}; words after those are not "
                + $"learned. hippogriff data check --words {Most} names them.";
    }
}
