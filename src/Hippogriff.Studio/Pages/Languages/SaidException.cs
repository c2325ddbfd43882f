namespace Hippogriff.Studio.Pages.Languages;

/// <summary>A fault that the pages themselves found; they say it in the language of the window.</summary>
/// <param name="phrase">The sentence; the message has it in English.</param>
public sealed class SaidException(Phrase phrase) : HippogriffException(PageTexts.English[phrase])
{
    /// <summary>The sentence.</summary>
    public Phrase Phrase { get; } = phrase;
}
