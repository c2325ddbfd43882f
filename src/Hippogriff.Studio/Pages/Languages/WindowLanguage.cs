namespace Hippogriff.Studio.Pages.Languages;

/// <summary>The language of one browser window, which can be changed while one looks on.</summary>
public sealed class WindowLanguage
{
    /// <summary>Raised when another language was chosen.</summary>
    public event Action? Changed;

    /// <summary>The texts.</summary>
    public PageTexts Texts { get; private set; } = PageTexts.English;

    /// <summary>Takes a language.</summary>
    public void Take(PageTexts texts)
    {
        if (texts == Texts)
            return;
        Texts = texts;
        Changed?.Invoke();
    }
}
