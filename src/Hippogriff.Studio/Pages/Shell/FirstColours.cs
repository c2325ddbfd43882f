using MudBlazor;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>
/// The main colours of the theme as a style sheet, for what is painted before the circuit stands. They are those that
/// the theme's provider sets afterwards, so nothing changes its colour.
/// </summary>
internal static class FirstColours
{
    /// <summary>Light, and dark where the document says so.</summary>
    public static string Css { get; } =
        $"html{{{Of(StudioTheme.Theme.PaletteLight)}}}html[data-theme=dark]{{{Of(StudioTheme.Theme.PaletteDark)}}}";

    private static string Of(Palette palette) =>
        string.Join(
            ';',
            new[]
            {
                ("background", palette.Background),
                ("background-gray", palette.BackgroundGray),
                ("surface", palette.Surface),
                ("text-primary", palette.TextPrimary),
                ("text-secondary", palette.TextSecondary),
                ("divider", palette.Divider),
                ("lines-inputs", palette.LinesInputs),
                ("primary", palette.Primary),
                ("primary-text", palette.PrimaryContrastText),
                ("secondary", palette.Secondary),
                ("secondary-text", palette.SecondaryContrastText),
                ("success", palette.Success),
            }.Select(colour => $"--mud-palette-{colour.Item1}:{colour.Item2.Value}")
        );
}
