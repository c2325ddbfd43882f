using Hippogriff.Models.Text;
using Hippogriff.Training.Scenes;

namespace Hippogriff.Training.Data;

/// <summary>The words that a source's captions are made of.</summary>
public static class CaptionVocabulary
{
    private const int Sampled = 20_000;

    /// <summary>
    /// All words of the world, of the folder's captions, or of many examples where nothing else is known.
    /// </summary>
    public static Vocabulary Of(IExampleSource source) =>
        source switch
        {
            SceneComposer composer => Vocabulary.From(composer.Vocabulary),
            FolderSource folder => Vocabulary.From(folder.Captions),
            _ => Vocabulary.From(
                Enumerable.Range(0, (int)Math.Min(source.Count ?? Sampled, Sampled)).Select(i => source.Get(i).Caption)
            ),
        };
}
