namespace Hippogriff.Studio.Pages.Shell;

/// <summary>Display settings, stored by the browser.</summary>
/// <param name="Theme">"system", "light" or "dark".</param>
/// <param name="Dark">Whether the effective theme is dark.</param>
/// <param name="Smooth">Whether enlarged pictures are smoothed.</param>
/// <param name="Wide">Whether there is room for the menu next to the page.</param>
/// <param name="Still">Whether motion is not wanted.</param>
public sealed record ViewSettings(
    string Theme = "system",
    bool Dark = false,
    bool Smooth = false,
    bool Wide = true,
    bool Still = false
);
