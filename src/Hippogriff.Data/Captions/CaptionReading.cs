using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;
using Hippogriff.Texts;

namespace Hippogriff.Data.Captions;

/// <summary>
/// What a model that is trained will read of the captions: those that are cut, and words that it will not learn.
/// </summary>
/// <param name="Captions">Captions that were looked at.</param>
/// <param name="Cut">Captions that go on behind the last word that is read.</param>
/// <param name="Longest">Words of the longest.</param>
/// <param name="Most">Words that are read.</param>
/// <param name="Mute">Captions of which no word is read.</param>
/// <param name="Unknown">Words that are not known, the frequent first.</param>
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
    /// <param name="source">All captions of a folder, many of a world of scenes; of any other source none.</param>
    /// <param name="vocabulary">The words that are known.</param>
    /// <param name="length">Words of a caption that are read.</param>
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

    /// <summary>What a person has to be told before hours are spent.</summary>
    /// <param name="learner">Who reads them: "run", "model first".</param>
    public IEnumerable<string> Diagnostics(string learner)
    {
        string words =
            string.Join(", ", Unknown.Take(MostNamed).Select(word => $"'{word}'"))
            + (Unknown.Count > MostNamed ? $" and {Unknown.Count - MostNamed:N0} more" : "");
        if (Captions > 0 && Mute == Captions)
            yield return $"The {learner} knows none of the words of these captions ({words}), and keeps the "
                + "words that it "
                + "has, so it learns nothing from them: train a new run on them, or one with its model as --base.";
        else if (Unknown.Count > 0)
            yield return $"The {learner} keeps the words that it has and does not know {words}; captions are "
                + "read without "
                + $"them{(Mute == 0 ? "" : $", and nothing is left of {Mute:N0} of {Captions:N0}")}.";
        if (Cut > 0)
            yield return $"{Cut:N0} of {Counted.Grouped(Captions, "caption")} "
                + $"{Counted.Noun(Cut, "has", "have")} more than "
                + $"the {Most} words that are read, the longest {Longest:N0}; what stands behind those is not "
                + $"learned. hippogriff data check --words {Most} names them.";
    }
}
