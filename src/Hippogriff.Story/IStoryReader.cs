namespace Hippogriff.Story;

/// <summary>
/// A model that predicts the words of corrupted plots: a network or a closed form. Samplers, judges and the game use
/// only this interface.
/// </summary>
public interface IStoryReader
{
    /// <summary>Its vocabulary.</summary>
    WordList Words { get; }

    /// <summary>The supported conditions.</summary>
    StoryTerms Terms { get; }

    /// <summary>
    /// Its configuration. Other code uses only <see cref="StoryConfig.Length"/> and the settings of spellings.
    /// </summary>
    StoryConfig Config { get; }

    /// <summary>Default sampler settings.</summary>
    StoryDefaults Defaults { get; }

    /// <summary>Predicts the clean word at every position whose word is not known to be correct.</summary>
    StoryBelief Read(StorySentences sentences);
}
