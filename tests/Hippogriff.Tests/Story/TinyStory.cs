using Hippogriff.Story;

namespace Hippogriff.Tests.Story;

/// <summary>A story model of a few thousand random weights.</summary>
internal static class TinyStory
{
    public static readonly string[] Words = ["gold", "stolen", "in", "France", "a", "clown", "his", "father"];

    /// <summary>Writes one and loads it.</summary>
    public static StoryModel Save(string folder, StoryTerms? terms = null, int length = 12)
    {
        terms ??= new StoryTerms(["composed", "film"], ["mystery", "comedy"], ["France", "Japan"]);
        WordList words = new(Words);
        StoryConfig config = new(words.Count, terms.Count, length, 32, 2, 16, 64, 8);
        using StoryNetwork network = new(config, words);
        network.Begin(3);
        StoryFolder.Save(folder, new StoryIndex(config, terms, new StoryDefaults(6, 2)), words, network);
        return StoryFolder.Load(folder);
    }
}
