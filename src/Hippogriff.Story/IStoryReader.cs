namespace Hippogriff.Story;

/// <summary>
/// Whatever has a belief about the words of spoiled plots: a network, or a closed form. Walks, judges and the game know
/// nothing else.
/// </summary>
public interface IStoryReader
{
    /// <summary>The words that it can say.</summary>
    WordList Words { get; }

    /// <summary>What can be asked for.</summary>
    StoryTerms Terms { get; }

    /// <summary>
    /// Its size; of which only <see cref="StoryConfig.Length"/> and what spellings are made of matter to others.
    /// </summary>
    StoryConfig Config { get; }

    /// <summary>How plots are found unless something else is said.</summary>
    StoryDefaults Defaults { get; }

    /// <summary>What it believes stood at every place whose word is not known to be right.</summary>
    StoryBelief Read(StorySentences sentences);
}
