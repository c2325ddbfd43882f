using Hippogriff.Data.Examples;
using Hippogriff.Models.Text;

namespace Hippogriff.Data.Captions;

/// <summary>The words that a source's captions are made of.</summary>
public static class CaptionVocabulary
{
    private const int Sampled = 20_000;

    /// <summary>
    /// All words of the world, of the folder's captions, or of many examples where nothing else is known.
    /// </summary>
    public static Vocabulary Of(IExampleSource source) => Vocabulary.From(source.Wording(Sampled));
}
