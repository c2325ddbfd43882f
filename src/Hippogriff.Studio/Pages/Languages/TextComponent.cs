using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Languages;

/// <summary>Base of all components: has the texts of the language, and is rendered anew when it changes.</summary>
public abstract class TextComponent : ComponentBase
{
    /// <summary>The texts in the language of this window.</summary>
    [CascadingParameter]
    protected PageTexts Say { get; set; } = PageTexts.English;
}
