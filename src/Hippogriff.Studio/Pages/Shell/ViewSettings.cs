namespace Hippogriff.Studio.Pages.Shell;

/// <summary>How a browser shows the studio; kept by the browser.</summary>
/// <param name="Theme">"system", "light" or "dark".</param>
/// <param name="Dark">What that comes to.</param>
/// <param name="Smooth">Enlarged pictures are smoothed instead of showing their pixels.</param>
/// <param name="Wide">There is room for the menu beside the page.</param>
public sealed record ViewSettings(string Theme = "system", bool Dark = false, bool Smooth = false, bool Wide = true);
