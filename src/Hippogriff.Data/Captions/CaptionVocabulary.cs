using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;

namespace Hippogriff.Data.Captions;

/// <summary>The vocabulary of a source's captions.</summary>
public static class CaptionVocabulary
{
    private const int Sampled = 20_000;

    /// <summary>
    /// All words of the world or of the folder's captions; for other sources, those of many examples.
    /// </summary>
    public static Vocabulary Of(IExampleSource source) => Vocabulary.From(source.Wording(Sampled));
}
